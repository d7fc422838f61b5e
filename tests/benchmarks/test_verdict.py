"""A gate can fail: the verdict follows the figures."""

from benchmarks.gates import gates
from benchmarks.load import length_of
from benchmarks.results import Entry, Results
from benchmarks.tables import verdict


def results(of_ceiling: float, growth: float) -> Results:
    entry = Entry(
        "sqlite", "large", "W1", "product", 900.0, 1.0, 2.0, 0.5, 0.0, 0.1, of_ceiling=of_ceiling, of_naive=7.0
    )
    return Results(entries=[entry], growth={"sqlite": {"W1": growth}}, start=1.9, memory={"sqlite": (149.0, 200.0)})


def test_all_gates_hold_when_every_figure_is_on_its_side() -> None:
    found = gates(results(of_ceiling=0.36, growth=1.2), "large")
    assert len(found) == 6
    assert all(gate.holds for gate in found)
    assert verdict(found).endswith("Missed: none.")


def test_a_figure_on_the_wrong_side_is_named_with_what_was_measured() -> None:
    found = gates(results(of_ceiling=0.34, growth=1.3), "large")
    assert [gate.name for gate in found if not gate.holds] == [
        "W1 of the ceiling, sqlite",
        "W1 growth small to large, sqlite",
    ]
    assert "Missed: W1 of the ceiling, sqlite (0.34)" in verdict(found)


def test_two_processes_that_were_held_to_a_share_of_a_core_say_so() -> None:
    measured = results(of_ceiling=0.36, growth=1.2)
    measured.two_processes, measured.share = {"W2": 1.9}, 0.3
    assert "W2, two processes on PostgreSQL, each held to 30% of a core" in [g.name for g in gates(measured, "large")]
    measured.share = 1.0
    assert "W2, two processes on PostgreSQL" in [gate.name for gate in gates(measured, "large")]


def test_the_length_of_an_answer_is_read_whatever_the_case_of_its_header() -> None:
    assert length_of(b"HTTP/1.1 200 OK\r\nContent-Length: 27") == 27
    assert length_of(b"HTTP/1.1 204 No Content\r\nx-content-length-of: 9") == 0

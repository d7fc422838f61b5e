"""A mother's question in Arabic, and the teacher's answer in Serbian: put over by a person, and read by both."""

from typing import Any

from callers import Body, check, new_id, slug
from evening import refuse_relative
from preparation import tell
from three_families import EXCLUDED, Week

QUESTION = ("ar", "هل يمكن لكريم أن يقرأ في البيت بالعربية أيضًا؟")
IN_SERBIAN = ("sr-Latn", "Može li Karim kod kuće da čita i na arapskom?")
ANSWER = ("sr-Latn", "Može i treba: ko čita na svom jeziku, lakše čita i na drugom.")
IN_ARABIC = ("ar", "يمكنه ذلك بل ينبغي: من يقرأ بلغته يسهل عليه أن يقرأ بلغة أخرى.")


def talk(week: Week) -> None:
    """The mother asks; an interpreter sees that one message, for as long as it takes."""
    mother, teacher = week["Amal"], week["teacher"]
    new = {"child_id": week.children["Karim"], "topic": "القراءة في البيت", "language": "ar"}
    begun = mother.post("/v1/conversations", {**new, "participants": [{"role": "mediator"}, {"role": "teacher"}]})
    path = f"/v1/conversations/{begun['id']}"
    question = say(mother.post, path, *QUESTION)
    check(reading(week, "teacher", path)["translated"] is False, "the teacher has only Arabic words before her")
    put_over(week, question["id"], *IN_SERBIAN)
    read = reading(week, "teacher", path)
    check((read["text"], read["translated"]) == (IN_SERBIAN[1], True), "now the teacher reads Serbian")
    check(read["translator_id"] == week["interpreter"].user_id, "and sees who has put it so")
    answer = say(teacher.post, path, *ANSWER, reply_to_id=question["id"])
    check(mother.get(f"{path}")["unread"] == 1, "one message waits for the mother")
    put_over(week, answer["id"], *IN_ARABIC)
    read = reading(week, "Amal", path)
    check((read["text"], read["direction"]) == (IN_ARABIC[1], "rtl"), "the mother reads Arabic")
    tell("A question in Arabic and its answer in Serbian were put over by an interpreter, who is named.")
    receive(week, path, answer["id"])


def say(post: Any, path: str, language: str, text: str, **more: str) -> Body:
    """Written twice, as by a phone that did not get the answer to the first."""
    body = {"id": new_id(), "language": language, "text": text, **more}
    sent: Body = post(f"{path}/messages", body)
    check(post(f"{path}/messages", body, expect=200)["number"] == sent["number"], "sent twice is sent once")
    return sent


def reading(week: Week, name: str, path: str) -> Body:
    """The newest message as this person reads it."""
    language = "ar" if name == "Amal" else "sr-Latn"
    thread = week[name].call("GET", f"{path}/thread", 200, headers={"accept-language": language})
    read: Body = thread["items"][0]["reading"]
    return read


def put_over(week: Week, message: str, language: str, text: str) -> None:
    """Asked for, refused to a relative, given to an interpreter, translated, done: and out of sight again."""
    mediator, interpreter, path = week["mediator"], week["interpreter"], f"/v1/messages/{message}"
    languages = {"from_language": mediator.get(path)["language"], "to_language": language}
    new = {"id": new_id(), "message_id": message, "mode": "written", **languages}
    asked = f"/v1/interpretation-requests/{mediator.post('/v1/interpretation-requests', new)['id']}"
    refuse_relative(week, asked)
    interpreter.get(path, expect=404)
    mediator.post(f"{asked}/assign", {"interpreter_id": interpreter.user_id}, expect=200)
    check(interpreter.get(path)["language"] != language, "while it is hers, the interpreter sees this message")
    words = {"language": language, "text": text}
    interpreter.post(f"{path}/translations", {**words, "made_by_person": False}, expect=422)
    interpreter.post(f"{path}/translations", {**words, "made_by_person": True})
    interpreter.post(f"{asked}/finish", {"minutes": 10}, expect=204)
    interpreter.get(path, expect=404)
    check(mediator.get(asked)["done_minutes"] == 10, "ten minutes of interpreting are counted")


def receive(week: Week, path: str, message: str) -> None:
    """Each sees how far the others have read."""
    teacher, mother = week["teacher"], week["Amal"]
    check(read_by(week, path) == {"guardian": 0, "mediator": 0, "teacher": 0}, "nobody has said so yet")
    mother.post(f"{path}/read", {"message_id": message}, expect=200)
    check(read_by(week, path) == {"guardian": 2, "mediator": 0, "teacher": 0}, "the mother has read both")
    inbox = {row["id"]: row["unread"] for row in mother.all("/v1/conversations/inbox")}
    check(inbox[path[-36:]] == 0 and teacher.get(path)["unread"] == 1, "what is unread is counted for each")
    hers = mother.all(f"{path}/participants")
    check(not any("user_id" in row for row in hers), "a mother is told roles and first names")
    tell("Everybody in the conversation sees how far the others have read.")


def read_by(week: Week, path: str) -> dict[str, int]:
    return {row["role"]: row["read_number"] for row in week["teacher"].all(f"{path}/participants")}


def refuse_excluded(week: Week) -> None:
    """Nobody writes to the excluded father; who may not know of him learns nothing from the refusal."""
    new = {"child_id": week.children["Merjem"], "topic": "Škola", "language": "sr-Latn"}
    him, nobody = ({"role": "guardian", "guardian_id": id} for id in (week.guardians[EXCLUDED], new_id()))
    told = week["coordinator"].post("/v1/conversations", {**new, "participants": [him]}, expect=409)
    check(slug(told) == "guardian-takes-no-part", "the coordinator is told why")
    refusals = [
        week["mediator"].post("/v1/conversations", {**new, "participants": [one]}, expect=422) for one in (him, nobody)
    ]
    check(refusals[0]["errors"] == refusals[1]["errors"], "for the mediator he is as somebody who is not there")
    tell("A message to the excluded father was refused, without a word of him to those who may not know.")

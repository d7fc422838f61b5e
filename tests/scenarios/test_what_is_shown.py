"""Everything that each role is shown, judged three ways at once: by the facets, by the contract, by planted words.

The requests are the same for all three, and asking costs more than judging.
"""

from app.models.membership import Role
from tests.scenarios.canaries import release, words_for, words_in
from tests.scenarios.conforming import conforms, contract
from tests.scenarios.showing import Shown, everything_shown, may_include
from tests.scenarios.test_every_field import WAYS, furnish, shown_to
from tests.world import World, short


def test_everything_shown_is_as_the_facets_and_the_contract_say_and_no_word_strays(world: World):
    furnish(world)
    canaries = release(world)
    words = {one.word for one in canaries}
    wrong, met, ways, includes = [], set(), set(), set()
    for role in Role:
        person = world.indigo.people[short(role)]
        allowed = words_for(world, person, canaries)
        for one in everything_shown(world, person):
            found = words_in(one.answer) & words
            told = [*members_amiss(one, role), *sorted(found - allowed), *unlike_the_contract(one)]
            wrong += [(role.value, one.operation.operation_id, one.include, what) for what in told]
            met |= found
            ways |= {one.operation.operation_id} if one.rows else set()
            includes |= {name for name in one.include for row in one.rows if row[name]}
    assert wrong == []
    assert [one for one in canaries if one.word not in met] == []
    assert {way.operation.operation_id for way in WAYS} - ways == set(), "nobody was shown a row"
    assert includes >= {"transitions", "group_members", "guardianships"}


def members_amiss(one: Shown, role: Role) -> list[object]:
    """Members that a row has and should not have, or has not; a kind that the role never sees cannot be included."""
    if one.way is None:
        return []
    reads = one.way.reads
    hidden = [name for name in one.include if not may_include(role, reads.includes[name].model)]
    if hidden:
        return [] if one.answer.status_code == 422 else [f"included with {one.answer.status_code}"]
    expected = shown_to(role, reads.shape, reads.model) | {*one.include}
    amiss: list[object] = [row.keys() ^ expected for row in one.rows if row.keys() != expected]
    for name in one.include:
        include = reads.includes[name]
        within = shown_to(role, include.shape, include.model) & include.shape.model_fields.keys()
        amiss += [row.keys() ^ within for outer in one.rows for row in outer[name] if row.keys() != within]
    return amiss


def unlike_the_contract(one: Shown) -> list[str]:
    id = one.operation.operation_id
    return conforms(id, one.answer) if id in contract() else []

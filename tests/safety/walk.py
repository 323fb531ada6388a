"""Goes to every address of the URL map."""

from collections.abc import Iterator

from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from tests.safety.world import World

OF_ITS_OWN: dict[str, dict[str, object]] = {
    **{f"consents_manage.{view}": {"key": "photos"} for view in ("show", "save", "retire", "move")},
    "categories_manage.edit": {"key": "citizen"},
    "categories_manage.move": {"key": "citizen"},
    "checkin_manage.decide": {"key": "scan-1"},
    "declaration_comments_manage.index": {"key": "draft"},
    "declaration_manage.confirm_freeze": {"key": "draft"},
    "declaration_manage.edit": {"key": "draft"},
    "editions_manage.origin": {"edition": "the-next"},
    "forms_manage.question": {"part": "told"},
    "forms_manage.section": {"part": "about"},
    "mailtexts_manage.edit": {"key": "confirmed"},
    "mailtexts_manage.reset": {"key": "confirmed"},
    "mailtexts_manage.write": {"key": "confirmed"},
    "notices_manage.confirm_restore": {"number": 1},
    "notices_manage.show": {"number": 1},
    "notices_manage.restore": {"number": 1},
    "programme.compare": {"number": 2},
    "programme.release": {"number": 1},
    "programme_manage.confirm_removal": {"key": "tour"},
}


def address_of(world: World, rule: Rule) -> str:
    """Return the address of a rule, with objects that are there."""
    blueprint = rule.endpoint.split(".", 1)[0]
    values = world.values | {"secret": world.values["secrets"].get(blueprint, "x")}
    values |= OF_ITS_OWN.get(rule.endpoint, {}) | world.own.get(rule.endpoint, {})
    adapter = world.client.application.url_map.bind("localhost")
    return adapter.build(rule.endpoint, {name: values[name] for name in rule.arguments})


def rules_with(world: World, method: str) -> Iterator[Rule]:
    """Yield the rules that take a method."""
    for rule in world.client.application.url_map.iter_rules():
        if rule.methods and method in rule.methods and rule.endpoint != "static":
            yield rule


def every_get(world: World) -> Iterator[tuple[str, TestResponse]]:
    """Fetch every page, with everybody's cookies in one browser."""
    for rule in rules_with(world, "GET"):
        access = getattr(world.client.application.view_functions[rule.endpoint], "access", "")
        head = {}
        if str(access).startswith("token "):
            head["Authorization"] = f"Bearer {world.tokens[str(access).split()[1]]}"
        yield rule.endpoint, world.client.get(address_of(world, rule), headers=head)

"""A declaration that cities are asked to sign, in the database of a house that is served."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from forum import create_app
from forum.cities.types import Region
from forum.core.db import db, set_reading
from forum.core.localized import Language, LocalizedText
from forum.core.settings import Settings
from forum.declaration import services
from forum.declaration.models import Mandate
from forum.declaration.queries import get_declaration
from forum.declaration.services import give_signature
from forum.declaration.types import Identification, WayOfSigning
from forum.editions.queries import get_edition
from tests.factories.declaration import (
    STATEMENT,
    last_code,
    last_link,
    make_declaration,
    make_mandate,
)
from tests.factories.editions import make_city, make_edition
from tests.journey.conftest import House

EDITION, KEY = "dwc-2030", "signed-by-cities"
BASE = f"{EDITION}/declarations/{KEY}"


@dataclass
class Delegation:
    """The cities of a declaration, and what happens to them."""

    house: House
    mandates: list[int] = field(default_factory=list)

    def act(self, work: Callable[[], Any]) -> Any:
        """Do something in the house's database, as another process of it would."""
        settings = Settings(_env_file=None, data_dir=self.house.folder / "data")
        with create_app(settings, testing=True).app_context():
            set_reading(value=False)
            done = work()
            db.session.commit()
            return done

    def begin(self, count: int) -> None:
        """Make an edition and a frozen declaration, with so many cities that are approved."""

        def work() -> list[int]:
            made = make_declaration(make_edition(slug=EDITION), key=KEY)
            mandates = [
                make_mandate(
                    made,
                    make_city(
                        name=LocalizedText(f"시험도시 {number}", f"Trial City {number}"),
                        region=list(Region)[number % 5],
                    ),
                )
                for number in range(count)
            ]
            db.session.flush()
            return [mandate.id for mandate in mandates]

        self.mandates = self.act(work)

    def sign(self, *numbers: int) -> None:
        """Have cities sign at the table, in one transaction."""

        def work() -> None:
            for number in numbers:
                give_signature(
                    db.session.get_one(Mandate, self.mandates[number]),
                    STATEMENT,
                    WayOfSigning(identified_by=Identification.IN_PERSON),
                )

        self.act(work)

    def invite(self, language: Language) -> tuple[str, str]:
        """Enter one more city, whose person reads in a language; return address and link."""

        def work() -> tuple[str, str]:
            made = get_declaration(get_edition(EDITION), KEY)
            mandate = make_mandate(made, make_city(), language=language)
            services.invite(mandate)
            db.session.flush()
            return mandate.email, last_link(mandate.email)

        found: tuple[str, str] = self.act(work)
        return found

    def late(self, name: str) -> str:
        """Enter one more city with this name; return it."""

        def work() -> None:
            made = get_declaration(get_edition(EDITION), KEY)
            make_mandate(made, make_city(name=LocalizedText(name, name)))

        self.act(work)
        return name

    def code(self, address: str) -> str:
        """Return the code that was mailed last to an address."""
        found: str = self.act(lambda: last_code(address))
        return found

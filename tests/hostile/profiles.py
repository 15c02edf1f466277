"""How the grader is started for a cohort of all attacks, beside the way in which it is started here."""

from dataclasses import dataclass

from stillroom.sandbox.tiers import Tier


@dataclass(frozen=True)
class Profile:
    """A user, a place, and the tier that is to be had there."""

    is_root: bool
    in_container: bool
    """Namespaces are refused, as Docker's default profile refuses them."""
    tier: Tier

    @property
    def user(self) -> str:
        """Who starts it, in words."""
        return "root" if self.is_root else "an ordinary user"

    @property
    def place(self) -> str:
        """Where it is started, in words."""
        return "namespaces refused, as in a container" if self.in_container else "a usual machine"


PROFILES = (
    Profile(is_root=False, in_container=False, tier=Tier.full),
    Profile(is_root=False, in_container=True, tier=Tier.filter),
    Profile(is_root=True, in_container=True, tier=Tier.filter),
)

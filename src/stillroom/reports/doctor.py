"""What ``stillroom doctor`` prints: the isolation of this machine, a line for every layer."""

from rich.text import Text

from stillroom.sandbox.layers import LAYERS
from stillroom.sandbox.tiers import Isolation, Tier
from stillroom.util.console import text_console

WIDTH = 100


def render(isolation: Isolation, *, colour: bool) -> str:
    """Return the lines for people: the tier, its layers, and what would make it stronger."""
    console, out = text_console(width=WIDTH, colour=colour, soft_wrap=True)
    console.print(Text(f"Isolation: {isolation.words}"))
    width = max(len(layer.words) for layer in LAYERS.values())
    for name, layer in LAYERS.items():
        console.print(Text(f"  {layer.words:{width}}  ") + _state(isolation, name))
    for tier, reason in isolation.missing.items():
        console.print(Text(f"Not to be had here: {tier}. {reason}"))
    if not isolation.tier.at_least(Tier.filter):
        console.print(Text("This is no boundary: run only code that you trust."))
    return out.getvalue()


def _state(isolation: Isolation, name: str) -> Text:
    if name in isolation.blocked:
        by = LAYERS[name].by(isolation.tier)
        return Text("blocked", "green") + Text(f"      {by}" if by else "")
    return Text("NOT blocked", "red")

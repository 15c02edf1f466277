"""Pictures of a schema and of the flow, each as text and as SVG for a page.

The SVG refers to nothing outside. It has no style of its own but ``currentColor`` and classes, so
it is readable in light and dark; a title and a description say the same in words. Every name in it
may be a stranger's and is cleaned and escaped.
"""

from stillroom.pictures.flow import flow_svg, flow_text
from stillroom.pictures.lines import changes, schema_text, side_by_side
from stillroom.pictures.schema import schema_svg

__all__ = ["changes", "flow_svg", "flow_text", "schema_svg", "schema_text", "side_by_side"]

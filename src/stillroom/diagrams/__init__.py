"""Pictures of a schema and of the flow, each as text and as SVG."""

"""Pictures of a schema, and of the flow from a command to the database, each as text and as SVG."""

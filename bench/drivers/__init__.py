"""Files that run in a sample's project, in the environment of one of the other tools."""

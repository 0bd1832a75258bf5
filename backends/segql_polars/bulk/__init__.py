"""Many segments at once: `docs/many-segments.md` explains how, with a drawing."""

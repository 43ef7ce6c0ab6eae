"""The demonstration: the real years with what their sources do not name filled in, and a made-up year around today."""

"""The pure core of the money: plain values in, plain values out, no clock, no database, no float."""

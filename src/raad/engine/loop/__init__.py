"""The step loop, written in the lane language: one step, what happens between steps, what is watched, rest, outputs."""

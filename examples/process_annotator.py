#!/usr/bin/env python3
"""A judge with a taste for long answers, for paddock (docs/process.md): plain Python, no packages.

A response's name stands for its text. The judge prefers the better answer (parameters: quality, one number a response)
but cannot help preferring the longer one:

    P(a beats b) = sigmoid(quality_a - quality_b + length * log(len(a) / len(b)))

A judge that asks a language model would do so in `weigh`. Run it through a scenario:

    annotators: {kind: process, command: [python3, process_annotator.py], parameters: {length: 1, quality: [1, 0]}}
"""
import json
import math
import sys


class LengthBiased:
    def __init__(self, hello):
        world, parameters = hello["world"], hello["parameters"]
        self.names = world["names"]
        self.length = parameters.get("length", 1.0)
        self.quality = parameters.get("quality", [0.0] * world["responses"])

    def weigh(self, context, first, second):
        """How often the first would be chosen; the context does not matter to this judge."""
        z = self.quality[first] - self.quality[second]
        z += self.length * math.log(len(self.names[first]) / len(self.names[second]))
        return 1 / (1 + math.exp(-z))

    def answer(self, message):
        answers = []
        for query in message["queries"]:
            p = self.weigh(query["context"], *query["shown"])
            answers.append([p, 1 - p])  # weights; 0, 1, "tie" or null (no answer) would do as well
        return {"answers": answers}


def main():
    judge = None
    for line in sys.stdin:  # ends when paddock goes
        message = json.loads(line)
        if message["type"] == "bye":
            break
        if message["type"] == "hello":
            judge = LengthBiased(message)
            reply = {"protocol": 1}
        else:
            reply = judge.answer(message)
        print(json.dumps(reply), flush=True)  # one line, at once


if __name__ == "__main__":
    main()

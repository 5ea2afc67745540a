#!/usr/bin/env python3
"""An epsilon-greedy dueling agent for paddock (docs/process.md): plain Python, no packages.

It duels its favourite, the response with the best mean win rate over its rivals, against the least explored rival;
with probability epsilon it duels two responses drawn at random. Run it through a scenario:

    agents: [{kind: process, name: greedy, command: [python3, process_agent.py], parameters: {epsilon: 0.1}}]
"""
import json
import random
import sys


class EpsilonGreedy:
    def __init__(self, hello):
        world = hello["world"]
        self.n = world["responses"]
        self.wins = [[[0.0] * self.n for _ in range(self.n)] for _ in range(world["contexts"])]
        self.epsilon = hello["parameters"].get("epsilon", 0.1)
        self.random = random.Random(hello["seed"])  # the only source of chance: the same seed, the same run

    def duels(self, x, i, j):
        return self.wins[x][i][j] + self.wins[x][j][i]

    def favourite(self, x):
        def score(i):  # mean estimated win rate; unknown counts 1/2
            return sum((self.wins[x][i][j] + 1) / (self.duels(x, i, j) + 2) for j in range(self.n) if j != i)

        return max(range(self.n), key=score)

    def propose(self, message):
        queries = []
        for x in message["contexts"][: message["room"]]:
            if self.n > 1 and self.random.random() < self.epsilon:
                queries.append(self.random.sample(range(self.n), 2))
            else:
                best = self.favourite(x)
                rivals = [j for j in range(self.n) if j != best] or [best]
                queries.append([best, min(rivals, key=lambda j: self.duels(x, best, j))])
        return {"queries": queries}

    def learn(self, message):
        for label in message["labels"]:
            if label["answer"] is None:  # skipped
                continue
            first, second = label["shown"]
            table = self.wins[label["context"]]
            if label["answer"] == "tie":
                table[first][second] += 0.5
                table[second][first] += 0.5
            elif label["answer"] == 0:
                table[first][second] += 1
            else:
                table[second][first] += 1
        return {}

    def policy(self, message):
        rows = []
        for x in message["contexts"]:
            row = [0.0] * self.n
            row[self.favourite(x)] = 1.0
            rows.append(row)
        return {"probabilities": rows}


def main():
    agent = None
    for line in sys.stdin:  # ends when paddock goes
        message = json.loads(line)
        kind = message["type"]
        if kind == "bye":
            break
        if kind == "hello":
            agent = EpsilonGreedy(message)
            reply = {"protocol": 1}
        else:
            reply = getattr(agent, kind)(message)
        print(json.dumps(reply), flush=True)  # one line, at once


if __name__ == "__main__":
    main()

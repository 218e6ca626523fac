"""Answers of scipy to cases on stdin, one JSON object a line, as one JSON object a line on stdout."""
import json
import sys
import warnings

import numpy as np
from scipy import stats
from scipy.spatial.distance import jensenshannon

warnings.simplefilter("ignore")
METHODS = {"auto": "auto", "exact": "exact", "asymptotic": "asymp"}


def answer(case):
    x, y = np.array(case["x"]), np.array(case["y"])
    ks = stats.ks_2samp(x, y, alternative=case["alternative"], method=METHODS[case["method"]])
    u = stats.mannwhitneyu(x, y, alternative=case["alternative"], method=case["uMethod"])
    table = np.array(case["table"])
    chi = stats.chi2_contingency(table[:, table.sum(axis=0) > 0], correction=False)
    return {
        "ks": [float(ks.statistic), None if np.isnan(ks.pvalue) else float(ks.pvalue), float(ks.statistic_location), int(ks.statistic_sign)],
        "u": [float(u.statistic), float(u.pvalue)],
        "chi": [float(chi[0]), float(chi[1])],
        "wasserstein": float(stats.wasserstein_distance(x, y)),
        "jensenShannon": float(jensenshannon(table[0], table[1], base=2)),
    }


for line in sys.stdin:
    print(json.dumps(answer(json.loads(line))))

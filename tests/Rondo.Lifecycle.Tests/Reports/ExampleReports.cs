using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Metrics;
using Rondo.Lifecycle.Reports;

namespace Rondo.Lifecycle.Tests.Reports;

/// <summary>Made-up runs that fill every part of a report.</summary>
static class ExampleReports
{
    public static RunReport Binary() => new()
    {
        Run = "20260101-120000-7f3a",
        Name = "flights",
        Started = new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.FromHours(2)),
        Task = "binary classification",
        Target = "late",
        TargetExpression = "delay >= 15",
        Question = "Will this flight arrive fifteen or more minutes late?",
        Hypothesis = "Hour, weekday and route explain most delays.",
        Owner = "operations@example.org",
        Metric = "roc_auc",
        Best = "gradient_boosting",
        Model = "flights",
        Version = 3,
        Aliases = ["champion"],
        Success = [new("roc_auc", 0.7, 0.74118, true), new("latency_p99_ms", 20, 1.8312, true)],
        Rows = new(2_471_300, 498_211) { Dropped = [new("the target is missing", 30_402), new("an exact duplicate of another row", 87)] },
        Columns =
        [
            new("date", "timestamp", 0, 2_187_004, true, "gives hour, weekday and the time split; itself not seen by the model"),
            new("delay", "integer", 30_402, 1_206, false, "the target is computed from it, so it would leak"),
            new("distance", "integer", 0, 1_372, true, "a number"),
            new("origin", "text", 12, 312, true, "a category with 312 values"),
            new("destination", "text", 0, 314, true, "a category with 314 values"),
        ],
        Preparation =
        [
            new("split", "the last 16.8% by date are the test rows", "the file asks for a split by time: a model is used on days that come after its training"),
            new("derive", "hour = hour(date), weekday = weekday(date), route = origin + '-' + destination", "the file says so"),
            new("missing", "kept as missing", "gradient_boosting learns a direction for missing values; the linear models get the median and an indicator"),
        ],
        Leaderboard =
        [
            Candidate("gradient_boosting", 0.7402, 0.0013, 0.74118, 21.4, 0.61, ("learning_rate", 0.1), ("max_leaves", 31), ("n_estimators", 412)),
            Candidate("logistic_regression", 0.6893, 0.0021, 0.69004, 8.02, 0.043, ("c", 1.0), ("max_iter", 100)),
        ],
        Baselines =
        [
            new("prior", "the share of late flights in training", Scores(("roc_auc", 0.5))),
            new("one_rule", "the share of late flights for each hour", Scores(("roc_auc", 0.6411))),
        ],
        Test =
        [
            new("roc_auc", 0.74118, new(0.73942, 0.74285, 0.95)), new("pr_auc", 0.41873, new(0.4161, 0.4214, 0.95)),
            new("accuracy", 0.81774, new(0.8167, 0.8188, 0.95)), new("log_loss", 0.42219, new(0.4211, 0.4233, 0.95)), new("ece", 0.0071),
        ],
        Diagnostics = new()
        {
            Roc = [new(null, Power(1000, 0.35), 0.74118)],
            PrecisionRecall = [new(null, [.. Enumerable.Range(0, 1001).Select(i => new CurvePoint(i / 1000.0, 0.19 + (0.6 * Math.Pow(1 - (i / 1000.0), 2)), 1 - (i / 1000.0)))], 0.41873, 0.19)],
            Calibration = [.. Enumerable.Range(0, 10).Select(i => new ProbabilityBin(i / 10.0, (i + 1) / 10.0, (i + 0.5) / 10, ((i + 0.5) / 10) - (0.003 * i), 90_000 >> i))],
            Confusion = new(["on time", "late"], [[388_120, 15_417], [71_350, 23_324]], 0.38),
        },
        Importances = [new("hour", 0.1134, 0.0011), new("route", 0.0672, 0.0009), new("origin", 0.0213, 0.0006), new("weekday", 0.0121, 0.0004), new("distance", 0.0008, 0.0003), new("month", -0.0002, 0.0002)],
        Alerts = [new("class_imbalance", "19.0% of the rows are late; accuracy alone says little.", "late"), new("many_categories", "routes seen once are grouped.", "route")],
        Hashes = Text(("spec_hash", Hash('a')), ("data_hash", Hash('b')), ("model_hash", Hash('c'))),
        Versions = Text(("rondo", "0.1.0"), ("dotnet", "10.0.1"), ("duckdb", "1.5.6"), ("commit", "0f3d5fb")),
        Steps = [new("prepare", 4.211, false), new("split", 0.83, true), new("train", 96.04, false), new("register", 0.0412, false)],
    };

    public static RunReport Regression() => Binary() with
    {
        Name = "housing",
        Task = "regression",
        Target = "median_house_value",
        TargetExpression = null,
        Metric = "rmse",
        Best = "gradient_boosting",
        Success = [new("rmse", 45_000, 48_211.4, false), new("r2", 0.8, 0.8262, true)],
        Leaderboard = [Candidate("gradient_boosting", 48_930, 611, 48_211.4, 1.93, 0.8, "rmse", ("max_leaves", 31)), Candidate("ridge", 69_120, 1_214, 68_733, 0.024, 0.02, "rmse", ("alpha", 1.0))],
        Baselines = [new("constant", "the median of the training rows", Scores(("rmse", 116_402.0)))],
        Test = [new("rmse", 48_211.4, new(47_020, 49_402, 0.95)), new("mae", 31_822.1, new(31_240, 32_415, 0.95)), new("r2", 0.8262, new(0.817, 0.8351, 0.95))],
        Diagnostics = Diagnostics.Of(new Scored(Target.Regression(Actual()), Predicted())),
        Importances = [new("median_income", 41_022, 820), new("ocean_proximity", 18_310, 402), new("latitude", 9_733, 311)],
    };

    public static RunReport Multiclass() => Binary() with
    {
        Name = "penguins",
        Task = "multiclass classification",
        Target = "species",
        Success = [],
        Diagnostics = new()
        {
            Roc = [new("Adelie", Power(200, 0.1), 0.97), new("Chinstrap", Power(200, 0.2), 0.93), new("Gentoo", Power(200, 0.05), 0.99)],
            PrecisionRecall = [new("Adelie", Power(200, 0.1), 0.97, 0.44), new("Chinstrap", Power(200, 0.2), 0.93, 0.2), new("Gentoo", Power(200, 0.05), 0.99, 0.36)],
            Confusion = new(["Adelie", "Chinstrap", "Gentoo"], [[29, 1, 0], [2, 11, 0], [0, 0, 25]]),
        },
    };

    /// <summary>A run with all that a search and a judgement can tell.</summary>
    public static RunReport Searched(string word = "gradient_boosting") => Binary() with
    {
        Search = new SearchReport
        {
            Search = "bayesian",
            Trials =
            [
                .. Enumerable.Range(0, 30).Select(i => new TrialRow(i, i % 3 == 0 ? "logistic_regression" : word, new JsonObject { ["learning_rate"] = 0.01 * (i + 1) }, i % 7 == 6 ? "pruned" : "completed", 0.7 + (0.04 * Math.Sin(i * 1.7)), 1.5 + i)),
                new(30, word, new JsonObject { [word] = word }, "failed", null, 0.2, word),
            ],
            Importances = [new(word, "learning_rate", 0.71), new(word, "max_leaves", 0.29), new("logistic_regression", "c", 1)],
            Ensemble = [new(word, new JsonObject { ["learning_rate"] = 0.05 }, 0.62), new("logistic_regression", [], 0.38)],
            HasMetDeadline = true,
            Replay = [0, 1, 2, 4],
            Nested = new(0.7381, 0.0042, [0.7411, 0.7352]),
        },
        Judgement = new JudgementReport
        {
            Calibration = new("isotonic", 0.0712, 0.0093),
            Threshold = new(0.231, "min_cost", 3.118, 4.902),
            Fit = new(0.7911, 0.7402, IsOverfitted: true, word),
            LearningCurve = [new(1_000, 0.99, 0.66), new(10_000, 0.91, 0.70), new(100_000, 0.82, 0.732), new(1_000_000, 0.79, null)],
            WeakSlices = [new($"origin = {word}", 8_211, 0.7012, 0.00004), new("hour >= 22", 3_120, 0.6521, 0.013)],
            Slices = [new($"carrier = {word}", 120_311, 0.7521), new("carrier = B6", 4, null)],
            Fairness = new(word, "recall", [new(word, 700, 0.61), new("other", 800, 0.78)], 0.782, 0.8, Met: false),
            Contributions = new("log_odds", true, [new("hour", 0.4121), new(word, 0.2112), new("distance", 0.0113)]),
            PartialDependence = [new("hour", ["0", "6", "12", "18"], [0.1, 0.14, 0.21, 0.31]), new(word, [word, "B6", "UA"], [0.2, 0.18, 0.25])],
        },
    };

    public static RunReport Clusters() => Binary() with
    {
        Name = "customers",
        Task = "clustering",
        Target = null,
        TargetExpression = null,
        Metric = "silhouette",
        Best = "k_means",
        Success = [],
        Leaderboard = [Candidate("k_means", 0.5512, 0.0101, 0.5503, 0.1, 0.2, "silhouette", ("n_clusters", 4))],
        Baselines = [],
        Test = [new("silhouette", 0.5503), new("davies_bouldin", 0.6612)],
        Diagnostics = new(),
        Importances = [],
    };

    /// <summary>A run in which every word that a user or a file can choose is the given one.</summary>
    public static RunReport WithEveryWord(string word) => Searched(word) with
    {
        Checks = [new(word, word, word, Passed: false, 3, word)],
        Name = word,
        Run = word,
        Target = word,
        TargetExpression = word,
        Question = word,
        Hypothesis = word,
        Owner = word,
        Model = word,
        Aliases = [word],
        Rows = new(10, 5) { Dropped = [new(word, 1)] },
        Columns = [new(word, word, 1, 2, true, word)],
        Preparation = [new(word, word, word)],
        Leaderboard = [Candidate(word, 0.7, 0.1, 0.7, 1, 1, (word, 1.0)) with { Note = word, Params = new JsonObject { [word] = word } }, Candidate("other", 0.6, 0.1, 0.6, 1, 1)],
        Baselines = [new(word, word, Scores(("roc_auc", 0.5)))],
        Diagnostics = Binary().Diagnostics with
        {
            Roc = [new(word, Power(50, 0.3), 0.7), new("other", Power(50, 0.4), 0.6)],
            PrecisionRecall = [new(word, Power(50, 0.3), 0.7), new("other", Power(50, 0.4), 0.6)],
            Confusion = new([word, "other"], [[3, 1], [2, 4]], 0.5),
        },
        Importances = [new(word, 0.1, 0.01), new("other", 0.05, 0.01)],
        Alerts = [new(word, word, word)],
        Hashes = Text((word, word)),
        Versions = Text((word, word), ("rondo", word)),
        Steps = [new(word, 1, false)],
    };

    static LeaderboardRow Candidate(string model, double mean, double std, double test, double fit, double predict, params (string Name, double Value)[] parameters) =>
        Candidate(model, mean, std, test, fit, predict, "roc_auc", parameters);

    static LeaderboardRow Candidate(string model, double mean, double std, double test, double fit, double predict, string metric, params (string Name, double Value)[] parameters) => new()
    {
        Model = model,
        Params = new JsonObject(parameters.Select(p => KeyValuePair.Create(p.Name, (JsonNode?)p.Value))),
        Cv = ImmutableSortedDictionary<string, FoldScores>.Empty.Add(metric, new(mean, std, [mean - std, mean + (0.4 * std), mean + (1.2 * std), mean - (0.9 * std), mean + (0.3 * std)])),
        Test = Scores((metric, test)),
        FitSeconds = fit,
        PredictUsPerRow = predict,
    };

    static ImmutableArray<CurvePoint> Power(int n, double exponent) =>
        [.. Enumerable.Range(0, n + 1).Select(i => new CurvePoint((double)i / n, Math.Pow((double)i / n, exponent), i == 0 ? null : 1 - ((double)i / n)))];

    static double[] Actual() => [.. Enumerable.Range(0, 4000).Select(i => 15_000 + (485_000 * Math.Pow(i / 4000.0, 1.6)))];

    static double[] Predicted() => [.. Actual().Select((a, i) => a + (60_000 * Math.Sin(i * 12.9898) * Math.Cos(i * 0.731) * Math.Sin(i * 4.1)))];

    static ImmutableSortedDictionary<string, double> Scores(params (string Name, double Value)[] scores) =>
        scores.ToImmutableSortedDictionary(s => s.Name, s => s.Value);

    static ImmutableSortedDictionary<string, string> Text(params (string Name, string Value)[] pairs) =>
        pairs.ToImmutableSortedDictionary(p => p.Name, p => p.Value);

    static string Hash(char digit) => "sha256:" + new string(digit, 64);
}

using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Rondo.Engine.Metrics;

namespace Rondo.Lifecycle.Reports;

/// <summary>What a run found, as aggregates and never rows: the whole input of <c>report.html</c>, and <c>report.json</c> itself.</summary>
public sealed record RunReport
{
    public required string Run { get; init; }

    public required string Name { get; init; }

    /// <summary>When the run began.</summary>
    public required DateTimeOffset Started { get; init; }

    public required string Task { get; init; }

    /// <summary>What is predicted; null for clusters without labels.</summary>
    public string? Target { get; init; }

    /// <summary>How the target is computed, when it isn't a column of the source.</summary>
    public string? TargetExpression { get; init; }

    public string? Question { get; init; }

    public string? Hypothesis { get; init; }

    public string? Owner { get; init; }

    /// <summary>The metric that chose the best model.</summary>
    public required string Metric { get; init; }

    /// <summary>The part name of the best algorithm.</summary>
    public required string Best { get; init; }

    /// <summary>The registered name and version, when the model was registered.</summary>
    public string? Model { get; init; }

    public int? Version { get; init; }

    public ImmutableArray<string> Aliases { get; init; } = [];

    public ImmutableArray<CriterionReport> Success { get; init; } = [];

    public required RowsReport Rows { get; init; }

    public ImmutableArray<ColumnReport> Columns { get; init; } = [];

    /// <summary>What the data had to satisfy.</summary>
    public ImmutableArray<CheckReport> Checks { get; init; } = [];

    /// <summary>What was done to the data and why, in order.</summary>
    public ImmutableArray<DataStep> Preparation { get; init; } = [];

    /// <summary>The candidates, best first.</summary>
    public ImmutableArray<LeaderboardRow> Leaderboard { get; init; } = [];

    public ImmutableArray<BaselineReport> Baselines { get; init; } = [];

    /// <summary>The best model on the test rows.</summary>
    public ImmutableArray<MetricReport> Test { get; init; } = [];

    public Diagnostics Diagnostics { get; init; } = new();

    /// <summary>The most important feature first.</summary>
    public ImmutableArray<ImportanceReport> Importances { get; init; } = [];

    /// <summary>Null when no parameters were searched.</summary>
    public SearchReport? Search { get; init; }

    /// <summary>Null when the file alone repeats the run.</summary>
    public TrialReplay? Replay { get; init; }

    public JudgementReport Judgement { get; init; } = new();

    public ImmutableArray<AlertReport> Alerts { get; init; } = [];

    /// <summary>latency_p99_ms, model_size_mb and, where costs are declared, cost: measured whether or not there is a criterion.</summary>
    public ImmutableSortedDictionary<string, double> Measured { get; init; } = ImmutableSortedDictionary<string, double>.Empty;

    /// <summary>A model that is a single tree, as text.</summary>
    public string? Tree { get; init; }

    /// <summary>Null for a first version.</summary>
    public ComparisonReport? Comparison { get; init; }

    /// <summary>Null when nobody looked for leaks.</summary>
    public LeakageReport? Leakage { get; init; }

    /// <summary>spec_hash, data_hash, model_hash, ...</summary>
    public ImmutableSortedDictionary<string, string> Hashes { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>rondo, dotnet, duckdb, commit, ...</summary>
    public ImmutableSortedDictionary<string, string> Versions { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    public ImmutableArray<StepTime> Steps { get; init; } = [];
}

/// <summary>A success criterion and what became of it. No value means that the metric is undefined here.</summary>
public sealed record CriterionReport(string Name, double Bound, double? Value, bool Met);

/// <summary>How many rows trained and tested, and which went before that.</summary>
public sealed record RowsReport(long Train, long Test)
{
    public ImmutableArray<DroppedRows> Dropped { get; init; } = [];

    /// <summary>Rows read from the source.</summary>
    public long Read => Train + Test + Dropped.Sum(d => d.Rows);
}

/// <summary>Rows that were left out, and why.</summary>
public sealed record DroppedRows(string Reason, long Rows);

/// <summary>A column of the source: whether the model sees it, and why or why not.</summary>
public sealed record ColumnReport(string Name, string Type, long Missing, long? Distinct, bool Used, string Reason);

/// <summary>A check of the data: what it is about, what it expects, what follows when it fails, and how many rows do.</summary>
public sealed record CheckReport(string Subject, string Expected, string OnFail, bool Passed, long Rows, string? Message = null);

/// <summary>One thing that was done to the data.</summary>
public sealed record DataStep(string Step, string Detail, string Reason);

/// <summary>A candidate of the leaderboard.</summary>
public sealed record LeaderboardRow
{
    public required string Model { get; init; }

    public JsonObject Params { get; init; } = [];

    public ImmutableSortedDictionary<string, FoldScores> Cv { get; init; } = ImmutableSortedDictionary<string, FoldScores>.Empty;

    public ImmutableSortedDictionary<string, double> Test { get; init; } = ImmutableSortedDictionary<string, double>.Empty;

    public double FitSeconds { get; init; }

    public double? PredictUsPerRow { get; init; }

    /// <summary>Why a candidate has no score: it was refused, or stopped.</summary>
    public string? Note { get; init; }
}

/// <summary>A metric over the folds of cross-validation.</summary>
/// <param name="Std">Null with a single fold.</param>
public sealed record FoldScores(double Mean, double? Std, ImmutableArray<double> Folds);

/// <summary>What a prediction without learning reaches on the test rows.</summary>
public sealed record BaselineReport(string Name, string Detail, ImmutableSortedDictionary<string, double> Test);

/// <summary>A metric on the test rows and, where it was computed, its bootstrap interval.</summary>
/// <param name="Reason">Why there is no value.</param>
public sealed record MetricReport(string Name, double? Value, IntervalReport? Interval = null, string? Reason = null)
{
    public static MetricReport Of(string name, MetricValue value, Interval? interval = null) =>
        new(name, value.Value, interval is { } i ? new(i.Low, i.High, i.Level) : null, value.Reason);
}

/// <summary>An interval of the given level, such as 0.95.</summary>
public sealed record IntervalReport(double Low, double High, double Level);

/// <summary>How much the metric worsens when the feature's values are shuffled.</summary>
public sealed record ImportanceReport(string Feature, double Drop, double Std);

/// <summary>Something a person should look at.</summary>
public sealed record AlertReport(string Code, string Message, string? Column = null);

/// <summary>How long a step took, or that its result was known already.</summary>
public sealed record StepTime(string Step, double Seconds, bool Cached);

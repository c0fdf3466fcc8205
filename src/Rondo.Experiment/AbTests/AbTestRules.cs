using System.Collections.Immutable;

namespace Rondo.Experiment.AbTests;

/// <summary>How a version that may replace another is tried.</summary>
public enum AbTestMode
{
    /// <summary>It predicts what the control answers, and answers nobody.</summary>
    Shadow,
    /// <summary>It answers few, then more.</summary>
    Canary,
    /// <summary>Both answer fixed shares of the units.</summary>
    Ab,
    /// <summary>Shares follow what the arms bring.</summary>
    Bandit,
}

/// <summary>How certainty is judged.</summary>
public enum CertaintyTest
{
    /// <summary>An always-valid interval: the test may be watched, and ended as soon as it is clear.</summary>
    Sequential,
    /// <summary>A t-test, read once at the end.</summary>
    Fixed,
    /// <summary>The chance to be better, under a flat prior unless one is given.</summary>
    Bayesian,
}

/// <summary>What follows from an outcome.</summary>
public enum AbTestStep
{
    Hold,
    Promote,
    Rollback,
    /// <summary>It is tried in the next mode.</summary>
    Continue,
}

/// <summary>What a test is to find out, and what follows; as the file's section <c>experiment</c> says it.</summary>
public sealed record AbTestRules
{
    public AbTestMode Mode { get; init; }

    /// <summary>What decides: an outcome of units, or a metric of the model by its labels. Null when nothing does but the guardrails.</summary>
    public string? Metric { get; init; }

    /// <summary>Whether the metric is one of the model's, known once labels come.</summary>
    public bool IsModelMetric { get; init; }

    public bool HigherIsBetter { get; init; } = true;

    /// <summary>The smallest relative effect worth finding; the plan of units goes by it.</summary>
    public double MinEffect { get; init; } = 0.05;

    /// <summary>By which share the treatment's error must be lower, of a metric of the model.</summary>
    public double BetterBy { get; init; }

    public double Power { get; init; } = 0.8;

    public double Confidence { get; init; } = 0.95;

    public CertaintyTest Test { get; init; }

    /// <summary>The deviation of the prior of the relative effect, around 0; null for a flat one.</summary>
    public double? PriorSd { get; init; }

    /// <summary>Values above this quantile of both arms count as it; 1 leaves all as they are.</summary>
    public double Winsorize { get; init; } = 1;

    /// <summary>Units that each arm must have before anything is decided.</summary>
    public int MinUnits { get; init; } = 100;

    /// <summary>Columns of rows by whose values effects are told apart as well; what they show decides nothing.</summary>
    public ImmutableArray<string> Segments { get; init; } = [];

    public ImmutableArray<Guardrail> Guardrails { get; init; } = [];

    public TimeSpan Duration { get; init; } = TimeSpan.FromDays(7);

    /// <summary>How much of the traffic guardrails look at, at a time.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Shares of the treatment, one after the other, each for an equal part of the duration.</summary>
    public ImmutableArray<double> Ramp { get; init; } = [];

    public AbTestStep OnWin { get; init; }

    public AbTestStep OnLose { get; init; } = AbTestStep.Rollback;

    public AbTestStep OnUnclear { get; init; }

    /// <summary>The mode in which whoever wins is tried next, before anything follows from it; null for none.</summary>
    public AbTestMode? Next { get; init; }

    /// <summary>Bandits: what every arm gets at least.</summary>
    public double Floor { get; init; } = 0.05;

    /// <summary>Bandits: outcomes count once this time has passed since the unit was served.</summary>
    public TimeSpan Delay { get; init; }
}

/// <summary>What must not become worse.</summary>
/// <param name="Metric">error_rate, latency_p99_ms, or an outcome of units.</param>
/// <param name="Bound">The most that is allowed; of a relative one the change against the control: above 0 it may not rise by more, below 0 not fall by more.</param>
public sealed record Guardrail(string Metric, double Bound, bool IsRelative)
{
    public const string ErrorRate = "error_rate", LatencyP99 = "latency_p99_ms";

    /// <summary>Whether the host itself sees it, without outcomes.</summary>
    public bool IsOfHost => Metric is ErrorRate or LatencyP99;
}

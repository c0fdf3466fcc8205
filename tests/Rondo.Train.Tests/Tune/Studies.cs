using System.Collections.Immutable;
using Rondo.Train.Tune;

namespace Rondo.Train.Tests.Tune;

/// <summary>Small studies with a known best, and their trials as text to compare.</summary>
static class Studies
{
    public static SearchSpace Bowl { get; } = new("bowl", [new NumberDimension("x", -5, 10), new NumberDimension("y", 0.001, 10, IsLog: true)]);

    public static SearchSpace Steps { get; } = new("steps", [new NumberDimension("n", 1, 50, IsWhole: true), new ChoiceDimension("kind", ["a", "b", "c"])])
    {
        Defaults = new Dictionary<string, object?> { ["n"] = 20L, ["kind"] = "b" },
    };

    public static TunePlan Plan(ISearch search, int trials = 40, params ImmutableArray<SearchSpace> spaces) =>
        new(spaces.IsDefaultOrEmpty ? [Bowl, Steps] : spaces, search) { Trials = trials, Seed = 5 };

    /// <summary>Four steps that come nearer to the score from above.</summary>
    public static TrialOutcome Objective(TrialRequest request, Func<double, bool> goesOn, int threads, CancellationToken cancellation)
    {
        var score = Score(request.Model, request.Parameters);
        for (var step = 1; step <= 4; step++)
            if (!goesOn(score + 1.0 / step)) break;
        return new TrialOutcome(score, Text: $"fitted {request.Number}");
    }

    public static double Score(string model, IReadOnlyDictionary<string, object?> parameters)
    {
        if (model == "steps") return Math.Abs((long)parameters["n"]! - 12) * 0.1 + ((string)parameters["kind"]! == "c" ? 0 : 1);
        var (x, y) = ((double)parameters["x"]!, (double)parameters["y"]!);
        return (x - 2) * (x - 2) + (y - 1) * (y - 1);
    }

    public static string[] Lines(Study study) => [.. study.Trials.Select(Line)];

    static string Line(Trial trial) => FormattableString.Invariant(
        $"{trial.Number} {trial.Model} {string.Join(" ", trial.Parameters.Select(p => FormattableString.Invariant($"{p.Key}={p.Value:R}")))} {trial.State} {trial.Score:R} [{string.Join(" ", trial.Intermediate)}] {trial.Message} {trial.Text}");
}

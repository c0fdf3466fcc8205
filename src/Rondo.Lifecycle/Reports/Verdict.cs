namespace Rondo.Lifecycle.Reports;

/// <summary>The run in one sentence, and whether it is good news.</summary>
public sealed record Verdict(string Sentence, string Status, bool IsGood)
{
    public static Verdict Of(RunReport report)
    {
        var test = report.Test.FirstOrDefault(m => m.Name == report.Metric);
        var sentence = Done(report);
        if (test?.Value is { } reached) sentence += $" with {Figures.Label(test.Name)} {WithInterval(test, reached)}";

        var baseline = StrongestBaseline(report);
        var isBeaten = true;
        if (baseline is var (name, value))
        {
            isBeaten = test is null || (test.Value is { } score && Figures.IsBetter(report.Metric, score, value));
            sentence += $", {name} baseline {Figures.Short(report.Metric, value)}";
            if (!isBeaten) sentence += " (not beaten)";
        }
        var missed = report.Success.Where(c => !c.Met).ToArray();
        return new Verdict($"{sentence}; {Success(report, missed)}.", StatusOf(report, missed.Length, isBeaten), isBeaten && missed.Length == 0);
    }

    static string Done(RunReport report)
    {
        if (report.Target is not null && report.Task != "clustering") return $"{report.Best} predicts {report.Target}";
        var clusters = report.Leaderboard.FirstOrDefault(r => r.Model == report.Best)?.Params["n_clusters"];
        return clusters is null ? $"{report.Best} puts rows into clusters" : $"{report.Best} puts rows into {clusters.ToJsonString()} clusters";
    }

    static string WithInterval(MetricReport test, double reached)
    {
        var value = Figures.Short(test.Name, reached);
        return test.Interval is { } i ? $"{value} ({Figures.Short(test.Name, i.Low)} to {Figures.Short(test.Name, i.High)})" : value;
    }

    static (string Name, double Value)? StrongestBaseline(RunReport report)
    {
        (string Name, double Value)? best = null;
        foreach (var baseline in report.Baselines)
        {
            if (!baseline.Test.TryGetValue(report.Metric, out var value) || double.IsNaN(value)) continue;
            if (best is null || Figures.IsBetter(report.Metric, value, best.Value.Value)) best = (baseline.Name, value);
        }
        return best;
    }

    static string Success(RunReport report, CriterionReport[] missed) => (report.Success.Length, missed) switch
    {
        (0, _) => "no success criterion was set",
        (1, []) => "success criterion met",
        (var all, []) => $"all {all} success criteria met",
        (_, [var one]) => $"success criterion missed: {Figures.Label(one.Name)} {Figures.Metric(one.Name, one.Value)}, asked {Figures.Bound(one.Name, one.Bound)}",
        (var all, _) => $"{missed.Length} of {all} success criteria missed",
    };

    static string StatusOf(RunReport report, int missed, bool isBeaten) =>
        !isBeaten ? "No better than the baseline" : missed > 0 ? "Missed" : report.Success.Length > 0 ? "Success" : "Done";
}

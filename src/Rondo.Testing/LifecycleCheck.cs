using System.Globalization;
using Rondo.Define;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Reports;
using Rondo.Lifecycle.Runs;

namespace Rondo.Testing;

/// <summary>Claims about a lifecycle file, its data and its model. Each returns the same checks, or throws a <see cref="CheckFailedException"/> that tells the whole story.</summary>
public sealed class LifecycleCheck
{
    const int Tries = 3;

    readonly CheckedFile _file;

    internal LifecycleCheck(CheckedFile file) => _file = file;

    RunReport Report => _file.Result.Report;

    /// <summary>No column tells the target, no row stands on both sides of the split, whatever the file says of leaks; columns that it allows are allowed. Nothing is trained.</summary>
    public LifecycleCheck HasNoLeakage()
    {
        var report = _file.Plan.Data.Leakage!;
        LeakageFindingReport[] leaks = [.. report.Findings.Where(f => f.Severity == "error" && !f.Allowed)];
        if (leaks.Length == 0) return this;
        throw _file.Failed($"the data leak the target, in {leaks.Length} way{(leaks.Length == 1 ? "" : "s")}.", string.Join('\n', leaks.Select(l => l.Message)), $"no finding of {report.Tests.Length} leakage tests", string.Join('\n', leaks.Select(l => l.Hint).Distinct()));
    }

    /// <summary>The source's rows keep to a schema. Nothing is trained.</summary>
    /// <param name="path">Its path from the lifecycle file's folder; null: the one that the lifecycle file goes by.</param>
    public LifecycleCheck HasSchema(string? path = null)
    {
        var document = path is null ? _file.Document : _file.Document with { Spec = _file.Document.Spec with { Prepare = _file.Document.Spec.Prepare with { Schema = path } } };
        var place = SchemaCheck.PathOf(document)!;
        var name = Path.GetFileName(place);
        try
        {
            var schema = SchemaCheck.Read(document) ?? throw _file.Failed("there is no schema to hold the data to.", $"no file {place}", "the schema of the data", "Write it: `rondo schema accept`, or run the file once.");
            schema.Enforce(_file.Read(document).Table);
            return this;
        }
        catch (RondoException mistakes)
        {
            throw _file.Failed($"the data do not keep to {name}.", string.Join('\n', mistakes.Mistakes.Select(m => m with { Hint = null })), $"what {place} says",
                string.Join('\n', mistakes.Mistakes.Select(m => m.Hint ?? "Put the data right, or change the schema.").Distinct()), mistakes);
        }
    }

    /// <summary>On the test rows the model is better than another by the file's metric.</summary>
    /// <param name="other"><c>baseline</c>: every one; or the name of a baseline, or of another model of the file.</param>
    /// <param name="by">The share of the other's error that the model must do away with.</param>
    public LifecycleCheck Beats(string other, double by = 0)
    {
        var metric = Report.Metric;
        LeaderboardRow[] rows = [.. Report.Leaderboard.Where(r => other == "baseline" ? Report.Baselines.Any(b => b.Name == r.Model) : r.Model == other)];
        if (rows.Length == 0) throw _file.Failed($"there is no '{other}' to beat.", string.Join(", ", Report.Leaderboard.Select(r => r.Model).Distinct()), "`baseline`, or the name of one of these", Spelling.DidYouMean(other, Report.Leaderboard.Select(r => r.Model).Append("baseline")) ?? "Name one of the models that the file trains.");
        var word = MetricWords.Find(metric)!;
        var best = ValueOf(_file.Result.Best, metric);
        var rival = rows.Where(r => ValueOf(r, metric) is not null).MinBy(r => word.Error(ValueOf(r, metric)!.Value));
        if (rival is null) throw _file.Failed($"'{other}' has no {metric} on the test rows.", string.Join('\n', rows.Select(r => $"{r.Model}: {r.Note ?? "undefined"}")), $"a {metric} to compare with", "Look into the report of `rondo run` why it failed.");
        var bar = ValueOf(rival, metric)!.Value;
        var share = best is { } value ? SuccessCriterion.ShareOfErrorBeaten(metric, value, bar) : null;
        if (!ReferenceEquals(rival, _file.Result.Best) && share is { } beaten && beaten > 0 && beaten >= by) return this;
        throw _file.Failed(by > 0 ? string.Create(CultureInfo.InvariantCulture, $"the model does not beat {rival.Model} by {by:0.#####%}.") : $"the model does not beat {rival.Model}.",
            $"{metric} {Number(best)} by {Report.Best} on {Count(Report.Rows.Test)} test rows{(share is { } s ? string.Create(CultureInfo.InvariantCulture, $"; that does away with {s:0.##%} of the error") : "")}",
            $"{(word.HigherIsBetter ? "more" : "less")} than {Number(bar)}, what {rival.Model} has{(by > 0 ? string.Create(CultureInfo.InvariantCulture, $", by {by:0.#####%} of its error") : "")}",
            "Give it columns that know more of the target, or other models; `rondo run` writes a report of what it made of those it has.");
    }

    /// <summary>A metric on the test rows, or a measure such as <c>model_size_mb</c>, reaches a bound: at most for errors, at least for scores.</summary>
    public LifecycleCheck Meets(string metric, double bound)
    {
        var known = Report.Test.Select(m => m.Name).Concat(Report.Measured.Keys).ToArray();
        if (MetricWords.Find(metric) is not { } word || !known.Contains(metric))
            throw _file.Failed($"there is no {metric} of this model.", string.Join(", ", known), "one of these, for this is what a run measures", Spelling.DidYouMean(metric, known) ?? "Name one of them.");
        var measured = Report.Test.FirstOrDefault(m => m.Name == metric);
        var value = measured is null ? Report.Measured[metric] : measured.Value;
        if (new SuccessCriterion(metric, bound).Judge(value)) return this;
        throw _file.Failed($"the model misses its bound of {metric}.",
            $"{metric} {(value is null ? $"undefined: {measured?.Reason}" : Number(value))}{(measured?.Interval is { } interval ? $" ({Number(interval.Low)} to {Number(interval.High)} with confidence {interval.Level.ToString("0.##%", CultureInfo.InvariantCulture)})" : "")} by {Report.Best} on {Count(Report.Rows.Test)} test rows",
            $"{(word.HigherIsBetter ? "at least" : "at most")} {Number(bound)}", "Find out what got worse (`rondo diff` compares two runs), or set a bound that the problem can bear.");
    }

    /// <summary>All success criteria of the file are met.</summary>
    public LifecycleCheck MeetsItsCriteria()
    {
        if (Report.Success.Length == 0) throw _file.Failed("the file has no success criteria.", "no `define.success`", "at least one", "Write one, such as `success: { accuracy: 0.9 }`.");
        CriterionReport[] missed = [.. Report.Success.Where(c => !c.Met)];
        if (missed.Length == 0) return this;
        throw _file.Failed("the model misses success criteria.", string.Join('\n', missed.Select(c => $"{c.Name} {Number(c.Value)}")), string.Join('\n', missed.Select(c => $"{c.Name} within {Number(c.Bound)}")), "Find out what got worse: `rondo diff` compares two runs.");
    }

    /// <summary>One row is predicted fast enough, in this process and without a network. What disturbs the machine for a moment is no slow model: the best of three measurements counts.</summary>
    public LifecycleCheck Serves(double p99Ms)
    {
        var found = double.PositiveInfinity;
        for (var i = 0; i < Tries && found > p99Ms; i++) found = Math.Min(found, Latency.Percentile99(_file.Model.Pipeline, _file.Plan.Data.TestTable()).TotalMilliseconds);
        if (found <= p99Ms) return this;
        throw _file.Failed("the model is too slow.", $"a 99th percentile of {Number(found)} ms for one row, the best of {Tries} measurements of {Report.Best}", $"at most {Number(p99Ms)} ms", "Train fewer or smaller trees, drop costly features, or allow more time.");
    }

    /// <summary>Predictions of the file's rows do not move when a column that must not matter is changed.</summary>
    /// <param name="tolerance">How far a number, or the probability of a class, may move.</param>
    public LifecycleCheck IsInvariantTo(string column, ColumnChange change, double tolerance = 1e-9)
    {
        var rows = _file.Plan.Data.Features;
        var source = _file.Plan.Data.Source;
        if (!source.Schema.Contains(column)) throw _file.Failed($"there is no column '{column}'.", string.Join(", ", source.Schema.Fields.Select(f => f.Name)), "one of these", Spelling.DidYouMean(column, source.Schema.Fields.Select(f => f.Name)) ?? "Name a column of the source.");
        var changed = Changed(rows.Schema.Contains(column) ? rows[column] : source[column], column, change);
        // A column that the model never sees moves nothing.
        if (!_file.Model.Pipeline.Input.Contains(column)) return this;
        var (before, after) = (_file.Model.Pipeline.Predict(rows), _file.Model.Pipeline.Predict(rows.With(column, changed)));
        double[] moves = [.. before.Values.Zip(after.Values, Distance)];
        var moved = moves.Chunk(before.Outputs).Count(m => m.Any(d => d > tolerance));
        if (moved == 0) return this;
        var at = Array.IndexOf(moves, moves.Max());
        throw _file.Failed($"predictions depend on '{column}'.",
            $"with {change.Words}, {Count(moved)} of {Count(before.Rows)} predictions move; the most of row {(at / before.Outputs) + 1}, {(before.Classes.IsEmpty ? "" : $"'{before.Classes[at % before.Outputs]}' ")}from {Number(before.Values[at])} to {Number(after.Values[at])}",
            $"no move of more than {Number(tolerance)}", $"Leave it out: `prepare.drop: [{column}]`; look for columns that stand for it too.");
    }

    /// <summary>A second run, in a workspace of its own and on one thread, makes the same model to the last bit.</summary>
    public LifecycleCheck IsReproducible()
    {
        var (first, second) = (_file.Result.Version, _file.RunAgain().Version);
        if (first.ModelHash == second.ModelHash) return this;
        var isOtherData = first.DataHash != second.DataHash;
        throw _file.Failed(isOtherData ? "the data change from run to run." : "two runs make two models.",
            isOtherData ? $"data {first.DataHash[..12]}, then {second.DataHash[..12]}" : $"model {first.ModelHash[..12]}, then {second.ModelHash[..12]}, of the same data {first.DataHash[..12]}", "the same twice",
            isOtherData ? "Name a source that stands still, such as a file or a query up to a fixed time." : "Bound the search by `train.tune.trials` and not by time.");
    }

    Column Changed(Column column, string name, ColumnChange change)
    {
        try
        {
            var changed = change.Apply(column);
            // A change of nothing proves nothing.
            if (changed.Type != column.Type || Enumerable.Range(0, column.Length).Any(row => !SameValue(column, changed, row))) return changed;
            throw _file.Failed($"the change of '{name}' changes no row.", $"{change.Words} is how the column is already", "a change of at least one row", "Choose a change that the column's values can show.");
        }
        catch (ArgumentException unfit)
        {
            throw _file.Failed($"'{name}' can't be changed so.", unfit.Message, $"a column that can have {change.Words}", "Use Shuffled or Missing, which fit every column.", unfit);
        }
    }

    static bool SameValue(Column one, Column other, int row) => one.IsMissing(row) ? other.IsMissing(row) : !other.IsMissing(row) && TextOf(one, row) == TextOf(other, row);

    static string TextOf(Column column, int row) => column is IntegerColumn { Type: not ColumnType.Boolean } integers ? integers.Values[row].ToString(CultureInfo.InvariantCulture) : TargetProfile.NameOf(column, row);

    static double Distance(double before, double after) => double.IsNaN(before) && double.IsNaN(after) ? 0 : double.IsFinite(after - before) ? Math.Abs(after - before) : double.PositiveInfinity;

    static double? ValueOf(LeaderboardRow row, string metric) => row.Test.TryGetValue(metric, out var value) ? value : null;

    static string Number(double? value) => value is { } number ? number.ToString("G5", CultureInfo.InvariantCulture) : "undefined";

    static string Count(long rows) => rows.ToString("N0", CultureInfo.InvariantCulture);
}

using System.Globalization;
using Rondo.Deploy.PredictionLog;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Serving.History;
using Rondo.Lifecycle.Store;

namespace Rondo.Lifecycle.Monitoring.Labels;

/// <summary>Takes labels: checks them against the predictions that they are of, and keeps them.</summary>
public sealed class LabelDesk(Workspace workspace)
{
    const int LongestName = 512, LongestValue = 1024;

    readonly PredictionHistory _history = new(workspace.PredictionLogFolder);

    /// <summary>Keeps all of them or none.</summary>
    /// <exception cref="RondoException">What is wrong with them, each by its place in the list.</exception>
    public LabelReceipt Add(IReadOnlyList<Label> labels, CancellationToken cancellation = default)
    {
        var known = _history.Find([.. labels.Where(l => !l.IsByKey).Select(l => l.Name).Distinct(StringComparer.Ordinal)]);
        var keys = labels.Where(l => l.IsByKey).Select(l => l.Model).Distinct(StringComparer.Ordinal).ToDictionary(m => m, m => KeysOf(m, cancellation), StringComparer.Ordinal);
        var mistakes = new List<Mistake>();
        for (var i = 0; i < labels.Count && mistakes.Count < 20; i++)
        {
            var (label, row) = (labels[i], i + 1);
            var schema = label.IsByKey ? keys[label.Model].Schema : known.GetValueOrDefault(label.Name)?.Schema;
            if (label.Name.Length is 0 or > LongestName) mistakes.Add(Bad(row, label.IsByKey ? "key" : "prediction_id", "is empty, or longer than " + LongestName + " characters"));
            else if (!label.IsByKey && PredictionIds.Parse(label.Name) is null) mistakes.Add(Bad(row, "prediction_id", $"'{VisibleText.Of(label.Name)}' is none: 32 hexadecimal digits, as a prediction's answer gives them"));
            else if (label.Value.Length > LongestValue) mistakes.Add(Bad(row, "value", $"is longer than {LongestValue} characters"));
            else if (schema?.Task == TaskKind.Regression && !(double.TryParse(label.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)))
                mistakes.Add(Bad(row, "value", $"'{VisibleText.Of(label.Value)}' is no finite number, which '{schema.Model}' predicts"));
        }
        if (mistakes.Count > 0) throw new RondoException(mistakes);
        return workspace.Labels.Add(labels, label => label.IsByKey ? keys[label.Model].Keys.Contains(label.Name) : known.ContainsKey(label.Name));
    }

    /// <summary>Labels that have no prediction, after looking once more whether those that had none have one now.</summary>
    public IReadOnlyList<KeptLabel> Orphans(int most, CancellationToken cancellation = default)
    {
        var orphans = workspace.Labels.Orphans(most);
        var known = _history.Find([.. orphans.Where(o => o.Model.Length == 0).Select(o => o.Name)]);
        var keys = orphans.Select(o => o.Model).Where(m => m.Length > 0).Distinct(StringComparer.Ordinal).ToDictionary(m => m, m => KeysOf(m, cancellation).Keys, StringComparer.Ordinal);
        var found = orphans.ToLookup(o => o.Model.Length == 0 ? known.ContainsKey(o.Name) : keys[o.Model].Contains(o.Name));
        if (found[true].Any()) workspace.Labels.Found(found[true]);
        return [.. found[false]];
    }

    (HashSet<string> Keys, LoggedSchema? Schema) KeysOf(string model, CancellationToken cancellation)
    {
        var column = WatchedModel.Open(workspace, ModelReference.Parse(model)).Rules.LabelKey;
        var (keys, schema) = (new HashSet<string>(StringComparer.Ordinal), (LoggedSchema?)null);
        foreach (var rows in _history.Rows(model, cancellation: cancellation))
        {
            schema = rows.Schema;
            keys.UnionWith(RowKeys.Of(rows, column).OfType<string>());
        }
        return (keys, schema);
    }

    static Mistake Bad(int row, string field, string problem) => new("bad_label", $"Label {row}: its {field} {problem}.") { Row = row, Field = field };
}

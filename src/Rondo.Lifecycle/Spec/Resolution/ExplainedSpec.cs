using System.Collections.Immutable;
using System.Globalization;
using Rondo.Lifecycle.Spec.Overlays;
using Rondo.Lifecycle.Spec.Yaml;

namespace Rondo.Lifecycle.Spec.Resolution;

/// <summary>A resolved file beside the one it was made from: a reason for each value that was not given.</summary>
/// <param name="written">The spec as the user gave it.</param>
public sealed class ExplainedSpec(LifecycleSpec written, ResolvedSpec resolved)
{
    private readonly ImmutableArray<ModelSpec> _given = written.Train.Models;
    private readonly ILookup<string, SpecReason> _reasons = resolved.Reasons.ToLookup(r => r.Path, StringComparer.Ordinal);

    /// <summary>Every value that was not given and why it is what it is, parameters of models one by one.</summary>
    public IEnumerable<SpecReason> Reasons =>
    [
        .. resolved.Reasons.Where(r => !r.Path.StartsWith("train.models.", StringComparison.Ordinal)),
        .. resolved.Spec.Train.Models.SelectMany((model, i) => ParameterReasons(i).Select(r => new SpecReason(
            string.Create(CultureInfo.InvariantCulture, $"train.models[{i}].{model.Name}.{r.Name}"), TextOf(model.Parameters[r.Name]), r.Why))),
    ];

    /// <summary>The whole file, with <c># default: why</c> on each line that the user's file did not have.</summary>
    public string ToYaml() => YamlWriter.Write(Shown(), CommentOf);

    /// <summary>The same for a file in another folder: its paths lead to the same files.</summary>
    public string ToYaml(string folder, string otherFolder) => YamlWriter.Write(SpecPaths.Moved(Shown(), folder, otherFolder), CommentOf);

    // A plan is shown and passed on: a secret that stood in the file is not in it.
    YamlMap Shown() => (YamlMap)SpecSecrets.Hidden(SpecTree.Of(resolved.Spec));

    string? CommentOf(string path)
    {
        const string models = "train.models[";
        var why = path.StartsWith(models, StringComparison.Ordinal)
            ? WhyParameters(int.Parse(path.AsSpan(models.Length, path.Length - models.Length - 1), CultureInfo.InvariantCulture))
            : string.Join("; ", _reasons[path].Select(r => r.Why).Distinct());
        // A class may be named by anything, and a remark ends with its line.
        return why.Length == 0 ? null : $"default: {string.Concat(why.Select(c => char.IsControl(c) || c is '\u2028' or '\u2029' or '\u0085' ? ' ' : c))}";
    }

    // One line holds all parameters of a model: those with one reason are named together.
    string WhyParameters(int index)
    {
        var groups = ParameterReasons(index).GroupBy(r => r.Why).ToArray();
        var own = OwnWhy(resolved.Spec.Train.Models[index].Name);
        return string.Join("; ", groups.OrderBy(g => g.Key == own).Select(g =>
            g.Key != own ? $"{string.Join(", ", g.Select(r => r.Name))}: {g.Key}" : groups.Length == 1 && !IsGiven(index) ? own : $"the others: {own}"));
    }

    bool IsGiven(int index) => index < _given.Length && _given[index].Parameters.Count > 0;

    IEnumerable<(string Name, string Why)> ParameterReasons(int index)
    {
        var model = resolved.Spec.Train.Models[index];
        foreach (var name in model.Parameters.Keys)
        {
            if (index < _given.Length && _given[index].Parameters.ContainsKey(name)) continue;
            yield return (name, _reasons[$"train.models.{model.Name}.{name}"].FirstOrDefault()?.Why ?? OwnWhy(model.Name));
        }
    }

    static string OwnWhy(string algorithm) => $"values of {algorithm} unless a file says otherwise";

    static string TextOf(object? value) => value switch
    {
        bool flag => flag ? "true" : "false",
        string text => text,
        System.Collections.IEnumerable list => $"[{string.Join(", ", list.Cast<object?>().Select(TextOf))}]",
        double number => CoreSchema.Spell(number),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "null",
    };
}

using System.Globalization;
using System.Text.Json;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Packages;
using Rondo.Lifecycle.Store;

namespace Rondo.Lifecycle.Runs.Comparison;

/// <summary>One of two things that are compared: a version of a model, or a run.</summary>
/// <param name="Name">Such as <c>flights@2</c>, or a run's id.</param>
public sealed record ComparedSide(string Name, JsonElement Spec, string? DataHash)
{
    public ModelVersion? Version { get; init; }

    /// <summary>The run, or the one that made the version; null when that is not known here.</summary>
    public Run? Run { get; init; }

    /// <summary>On the test rows; null where undefined.</summary>
    public IReadOnlyDictionary<string, double?> Metrics { get; init; } = new Dictionary<string, double?>();

    /// <summary>Columns that the model takes, with their types, and derived ones, with their expressions.</summary>
    public IReadOnlyDictionary<string, string> Features { get; init; } = new Dictionary<string, string>();

    public string? Algorithm { get; init; }

    public string? ModelHash => Version is { ModelHash: { Length: > 0 } hash } ? hash : null;

    public CodeVersion? Code { get; init; }

    /// <summary>What explains figures and decides nothing.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Both sides. Of one model a number is enough: <c>flights@3 4</c>, <c>v3 v4</c> where there is one model alone.</summary>
    /// <param name="model">The model that plain numbers are of; null to take that of the other side, or the only one.</param>
    /// <exception cref="RondoException">One of them is not there, or a number could be of several models.</exception>
    public static (ComparedSide Before, ComparedSide After) Find(Workspace workspace, string before, string after, string? model)
    {
        model ??= ModelOf(before) ?? ModelOf(after);
        return (Find(workspace, before, model), Find(workspace, after, model));
    }

    static string? ModelOf(string text) => text.IndexOf('@', StringComparison.Ordinal) is > 0 and var at ? text[..at] : null;

    static ComparedSide Find(Workspace workspace, string text, string? model)
    {
        var models = workspace.Models.List().Select(m => m.Name).ToArray();
        if (text.Contains('@', StringComparison.Ordinal) || models.Contains(text)) return Of(workspace, workspace.Models.Get(ModelReference.Parse(text)));
        if (NumberOf(text) is { } number) return Of(workspace, workspace.Models.Get(ModelReference.Version(model ?? TheOnly(models, text), number)));
        try
        {
            return Of(workspace, workspace.Runs.Get(text));
        }
        catch (RondoException fault) when (fault.Mistakes[0].Code == "unknown_run")
        {
            throw new RondoException("unknown_id", $"There is no model and no run '{text}' in this workspace.", Spelling.DidYouMean(text, models) ?? "See: rondo models list, rondo runs list.");
        }
    }

    static int? NumberOf(string text) =>
        int.TryParse(text.StartsWith('v') ? text.AsSpan(1) : text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : null;

    static string TheOnly(string[] models, string text) => models is [var only] ? only
        : throw new RondoException("version_needed", models.Length == 0 ? $"There is no model yet that '{text}' could be a version of." : $"'{text}' may be a version of {string.Join(", ", models.Take(10))}.", "Write NAME@3, or say --model NAME.");

    static ComparedSide Of(Workspace workspace, ModelVersion version)
    {
        var run = version.RunId is { } id ? workspace.Runs.Get(id) : null;
        if (version.PackageHash.Length == 0) return OfElsewhere(version, run);
        var description = workspace.Models.Open(version).Description;
        return new ComparedSide(version.ToString(), description.Spec, version.DataHash)
        {
            Version = version,
            Run = run,
            Metrics = description.Metrics,
            Features = VersionComparison.FeaturesOf(description),
            Algorithm = description.Lineage.Algorithm,
            Code = run?.Code ?? (description.Lineage.GitCommit is { } commit ? new CodeVersion(commit, description.Lineage.GitDirty == true) : null),
            Environment = EnvironmentOf(run, description.Lineage.RondoVersion),
        };
    }

    // A version that was made elsewhere has no package.
    static ComparedSide OfElsewhere(ModelVersion version, Run? run) => new(version.ToString(), SpecOf(run?.SpecJson), run?.DataHash)
    {
        Version = version,
        Run = run,
        Metrics = version.Metrics,
        Code = run?.Code,
        Environment = run is null ? new SortedDictionary<string, string>() : EnvironmentOf(run, run.RondoVersion),
    };

    static JsonElement SpecOf(string? json)
    {
        using var spec = JsonDocument.Parse(string.IsNullOrEmpty(json) ? "{}" : json);
        return spec.RootElement.Clone();
    }

    static ComparedSide Of(Workspace workspace, Run run)
    {
        var details = workspace.Runs.GetDetails(run.Id);
        var spec = SpecOf(run.SpecJson);
        var version = details.Versions is [.., var made] ? Of(workspace, workspace.Models.Get(ModelReference.Parse(made))) : null;
        return new ComparedSide(run.Id, spec, run.DataHash)
        {
            Version = version?.Version,
            Run = run,
            Metrics = version?.Metrics ?? details.LastMetrics,
            Features = version?.Features ?? VersionComparison.DerivedOf(spec),
            Algorithm = version?.Algorithm,
            Code = run.Code,
            Environment = EnvironmentOf(run, run.RondoVersion),
        };
    }

    static SortedDictionary<string, string> EnvironmentOf(Run? run, string rondo)
    {
        var facts = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["rondo"] = rondo };
        if (run is null) return facts;
        foreach (var (name, value) in run.Environment) facts[name] = value;
        facts["host"] = run.Host;
        facts["seed"] = run.Seed.ToString(CultureInfo.InvariantCulture);
        return facts;
    }
}

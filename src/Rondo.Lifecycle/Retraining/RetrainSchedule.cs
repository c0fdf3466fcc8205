using Rondo.Engine.Errors;
using Rondo.Lifecycle.Serving;
using Rondo.Lifecycle.Store;
using Rondo.Retrain.Triggers;

namespace Rondo.Lifecycle.Retraining;

/// <summary>Looks whether models are to be trained anew by what their files say, each by the version that its plain name means. What it finds waits in the store until somebody begins it.</summary>
/// <param name="say">Takes remarks about what waits or was skipped.</param>
public sealed class RetrainSchedule(Workspace workspace, TimeProvider clock, Action<string> say)
{
    /// <summary>So often the rows of sources are counted, where files ask for new ones.</summary>
    static readonly TimeSpan s_counted = TimeSpan.FromMinutes(10);

    static readonly Author s_author = new() { By = "rondo", Via = "schedule" };

    readonly DeclaredSections _files = new(workspace);
    readonly Dictionary<string, string> _said = new(StringComparer.Ordinal);

    /// <summary>Every model whose file says when it is trained anew, with the next time of its schedules.</summary>
    public IReadOnlyList<PlannedRetrain> List() =>
        [.. Declared().Select(d => new PlannedRetrain(d.Model, d.Version, d.Declared.Rules, d.Declared.Rules.Next(clock.GetUtcNow())))];

    /// <summary>Models whose rows are to be counted, for nobody did so for a while.</summary>
    public IReadOnlyList<string> ToCount() =>
        [.. Declared().Where(d => d.Declared.Rules.NewRows is not null && !(workspace.Retrains.CountedAt(d.Model) > clock.GetUtcNow() - s_counted)).Select(d => d.Model)];

    /// <summary>Asks for the retrains that are due now, and remembers the causes that need none of their own.</summary>
    /// <returns>Every job that waits to be begun, whoever asked for it.</returns>
    public IReadOnlyList<RetrainJob> Look()
    {
        foreach (var (model, version, declared) in Declared()) Look(model, version, declared.Rules);
        return workspace.Retrains.Due();
    }

    /// <summary>What the file of a model says, as it is in use; of a model without one what counts then.</summary>
    public DeclaredRetrain Of(string model) => _files.Read().Files.Where(f => f.Model == model).Select(f => new DeclaredRetrain(f.Spec)).FirstOrDefault() ?? new DeclaredRetrain(default);

    void Look(string model, int version, RetrainRules rules)
    {
        var facts = workspace.Retrains.Facts(model, rules);
        if (rules.NewRows is not null) facts = facts with { KnownRows = Math.Max(facts.KnownRows, RowsOf(model, version)) };
        var found = rules.Look(facts);
        if (found.Start is { } cause)
        {
            try
            {
                workspace.Retrains.Ask(model, cause, s_author);
            }
            catch (RondoException fault) when (fault.Mistakes[0].Code is "retrain_running" or "cause_answered")
            {
                // Another server, or a person, was first; the next look sees it.
                return;
            }
        }
        if (found.Skipped.Count > 0)
        {
            workspace.Retrains.Skip(model, found.Skipped, found.Why!);
            foreach (var skipped in found.Skipped) say($"{model} is not trained anew for {skipped.Story}: {found.Why}.");
        }
        Waits(model, found.Waiting.Count == 0 ? "" : $"{model} is to be trained anew for {found.Waiting[0].Story}; it waits for {found.WaitsFor}.");
    }

    // Said once, not at each look.
    void Waits(string model, string remark)
    {
        if (_said.GetValueOrDefault(model, "") == remark) return;
        _said[model] = remark;
        if (remark.Length > 0) say(remark);
    }

    long RowsOf(string model, int version)
    {
        try
        {
            return workspace.Snapshots.Manifest(workspace.Models.Get(ModelReference.Version(model, version)).DataHash).Rows;
        }
        catch (RondoException)
        {
            // What is no longer kept is not known: the rows of later retrains count.
            return 0;
        }
    }

    IEnumerable<(string Model, int Version, DeclaredRetrain Declared)> Declared() =>
        from file in _files.Read().Files
        let declared = new DeclaredRetrain(file.Spec)
        where !declared.Rules.IsEmpty
        select (file.Model, file.Version, declared);
}

/// <summary>What a model's file says of when it is trained anew.</summary>
/// <param name="Next">The next time of its schedules; null without any.</param>
public sealed record PlannedRetrain(string Model, int Version, RetrainRules Rules, DateTimeOffset? Next);

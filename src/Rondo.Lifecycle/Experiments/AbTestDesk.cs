using System.Collections.Immutable;
using System.Globalization;
using Rondo.Deploy.Host;
using Rondo.Deploy.Host.Routing;
using Rondo.Engine.Assignment;
using Rondo.Engine.Errors;
using Rondo.Engine.Recipes;
using Rondo.Experiment.AbTests;
using Rondo.Lifecycle.Runs;
using Rondo.Lifecycle.Serving;
using Rondo.Lifecycle.Store;

namespace Rondo.Lifecycle.Experiments;

/// <summary>Begins and stops tests, as people or a retrained version ask for them.</summary>
public sealed class AbTestDesk(Workspace workspace, TimeProvider clock)
{
    /// <summary>Begins the test that the model's file declares, of the version in use against its challenger.</summary>
    /// <param name="author">Who begins it.</param>
    /// <param name="name">What to call it; as the file says, else the model's name.</param>
    /// <param name="change">What is to be different from the file.</param>
    /// <param name="mode">In which mode; null for the first one of the file.</param>
    /// <exception cref="RondoException">A version is not there, can't take the control's rows, or another test runs.</exception>
    public AbTest Start(string model, Author author, string? name = null, Func<DeclaredAbTest, DeclaredAbTest>? change = null, AbTestMode? mode = null) =>
        workspace.AbTests.Start(Plan(model, author, name, change, mode), author);

    /// <summary>What <see cref="Start"/> would begin.</summary>
    public AbTest Plan(string model, Author author, string? name = null, Func<DeclaredAbTest, DeclaredAbTest>? change = null, AbTestMode? mode = null)
    {
        var control = workspace.Models.Get(ModelReference.Parse(model));
        var declared = DeclaredAbTest.Of(workspace.Models.Open(control).Description.Spec, mode);
        if (change is not null) declared = change(declared);
        control = workspace.Models.Get(ReferenceOf(model, declared.Control));
        RequireServed(control);
        var treatments = declared.Treatments.Select(t => (Name: declared.Treatments.Length == 1 ? AbTest.TreatmentArm : t, Version: workspace.Models.Get(ReferenceOf(model, t)))).ToArray();
        foreach (var (arm, version) in treatments) Check(control, version, arm);
        RequireColumns(control, declared.Rules.Segments);
        var id = TimeOrderedId.New(clock);
        var arms = treatments.ToImmutableSortedDictionary(t => t.Name, t => t.Version.Number, StringComparer.Ordinal).Add(AbTest.ControlArm, control.Number);
        var (now, called) = (clock.GetUtcNow(), name ?? declared.Name ?? model);
        // Another test assigns its units anew; the same one, begun at the same time, does it alike.
        var split = SplitOf(string.Create(CultureInfo.InvariantCulture, $"{called}/{now.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss.fff'Z'}"), declared, arms);
        if (split.Arms.Any(a => a.Name == AbTest.HoldoutArm)) arms = arms.Add(AbTest.HoldoutArm, control.Number);
        return new AbTest(id, called, model, declared.Rules, declared.Unit, control.Number, arms, now, null, null, null, author.By, [new AbTestStage(0, now, split)]);
    }

    /// <summary>Ends a running test; the control answers everybody from now on.</summary>
    /// <exception cref="RondoException">There is none.</exception>
    public AbTest Stop(string name, Author author)
    {
        var test = workspace.AbTests.Find(name);
        var sentence = author.Reason is { } reason ? $"Stopped by {author.By}: {reason}" : $"Stopped by {author.By} before anything was decided.";
        if (!test.IsRunning || !workspace.AbTests.End(test, "stopped", sentence, test.Arms[test.Treatments.First()], author, isRolledBack: false))
            throw new RondoException("experiment_over", $"The {test.Word} '{test.Name}' is over: {test.Sentence ?? "somebody ended it just now."}", "`rondo experiment start` begins another one.");
        return workspace.AbTests.Find(test.Id);
    }

    // Routes hold while the plain name means the control.
    void RequireServed(ModelVersion control)
    {
        var served = new StoredModels(workspace).Models().FirstOrDefault(m => m.Name == control.Model);
        if (served?.Default == control.Number) return;
        throw new RondoException(new Mistake("bad_experiment", $"The control is {control}, and requests for '{control.Model}' are answered by version {served?.Default.ToString(CultureInfo.InvariantCulture) ?? "none"}.") { Field = "experiment.control", Hint = "The control is the champion." });
    }

    void RequireColumns(ModelVersion control, ImmutableArray<string> segments)
    {
        if (segments.IsEmpty) return;
        string[] columns = [.. LoadedModel.Open(workspace, ModelReference.Version(control.Model, control.Number)).Pipeline.Input.Fields.Select(f => f.Name)];
        foreach (var unknown in segments.Where(s => !columns.Contains(s)))
            throw Bad("experiment.segments", $"{control} has no column '{unknown}'.", Spelling.DidYouMean(unknown, columns) ?? $"Its columns are {string.Join(", ", columns.Take(20))}.");
    }

    void Check(ModelVersion control, ModelVersion treatment, string arm)
    {
        if (treatment.Number == control.Number)
            throw new RondoException(new Mistake("bad_experiment", $"Control and {arm} are both {control}.") { Field = "experiment.treatment", Hint = "Register another version, or name one: rondo experiment start MODEL --treatment 3." });
        var (a, b) = (LoadedModel.Open(workspace, ModelReference.Version(control.Model, control.Number)).Pipeline, LoadedModel.Open(workspace, ModelReference.Version(treatment.Model, treatment.Number)).Pipeline);
        if (a.Task != b.Task || !a.Classes.SequenceEqual(b.Classes))
            throw new RondoException(new Mistake("bad_experiment", $"{treatment} answers {Answers(b)}, and {control} {Answers(a)}: whoever asks would get another kind of answer.") { Field = "experiment.treatment", Hint = "Register it under a name of its own." });
        if (ColumnMap.Obstacle(ColumnsOf(control, a), ColumnsOf(treatment, b)) is { } obstacle)
            throw new RondoException(new Mistake("bad_experiment", $"{treatment} can't answer the rows that {control} gets: {obstacle}.") { Field = "experiment.treatment", Hint = "Versions that are compared need the same columns, but for those that a row may lack." });
    }

    static string Answers(FittedPipeline pipeline) => pipeline.Classes.IsEmpty ? "numbers" : $"the classes {string.Join(", ", pipeline.Classes.Take(10))}";

    IEnumerable<ServedColumn> ColumnsOf(ModelVersion version, FittedPipeline pipeline)
    {
        var optional = StoredModels.OptionalOf(workspace.Models.Open(version));
        return pipeline.Input.Fields.Select(f => new ServedColumn(f.Name, f.Type, optional.Contains(f.Name)));
    }

    static ModelReference ReferenceOf(string model, string word) =>
        int.TryParse(word.TrimStart('@'), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? ModelReference.Version(model, number) : ModelReference.Parse($"{model}@{word.TrimStart('@')}");

    static TrafficSplit SplitOf(string seed, DeclaredAbTest declared, ImmutableSortedDictionary<string, int> arms)
    {
        var control = arms[AbTest.ControlArm];
        if (declared.Rules.Mode == AbTestMode.Shadow) return TrafficSplit.Of(seed, [(AbTest.ControlArm, control, 1)]);
        string[] treatments = [.. arms.Keys.Where(a => a != AbTest.ControlArm)];
        foreach (var known in declared.Shares.Keys.Where(k => k is not (AbTest.ControlArm or AbTest.HoldoutArm) && !treatments.Contains(k)))
            throw Bad($"experiment.split.{known}", $"There is no arm '{known}'.", $"The arms are control, {string.Join(", ", treatments)} and holdout.");
        var holdout = declared.Shares.GetValueOrDefault(AbTest.HoldoutArm);
        if (declared.Rules.Ramp is [.., var last])
        {
            if (treatments.Length > 1) throw Bad("experiment.ramp", "A ramp is for one treatment.", "Try several with mode: ab.");
            // The treatment's own range is as wide as its last step; the control's is the other half, so that nobody is ever moved between them.
            var most = Math.Max(0, 1 - last - holdout);
            var whole = TrafficSplit.Of(seed, [(AbTest.ControlArm, control, most), (treatments[0], arms[treatments[0]], last), .. holdout > 0 ? [(AbTest.HoldoutArm, control, holdout)] : Array.Empty<(string, int, double)>()]);
            return whole.Opened(new Dictionary<string, double> { [treatments[0]] = declared.Rules.Ramp[0] });
        }
        string[] all = [AbTest.ControlArm, .. treatments];
        var unsaid = all.Where(a => !declared.Shares.ContainsKey(a)).ToArray();
        var left = 1 - holdout - declared.Shares.Where(s => s.Key != AbTest.HoldoutArm).Sum(s => s.Value);
        if (left < -1e-9) throw Bad("experiment.split", FormattableString.Invariant($"The shares add up to {1 - left:0.##%}."), "Together they are at most 100%.");
        var shares = all.Select(a => (a, arms[a], declared.Shares.TryGetValue(a, out var share) ? share : Math.Max(0, left) / unsaid.Length));
        return TrafficSplit.Of(seed, holdout > 0 ? [.. shares, (AbTest.HoldoutArm, control, holdout)] : [.. shares]);
    }

    static RondoException Bad(string field, string what, string hint) => new(new Mistake("bad_experiment", what) { Field = field, Hint = hint });
}

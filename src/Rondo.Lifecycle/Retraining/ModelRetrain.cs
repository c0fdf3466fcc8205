using System.Globalization;
using Rondo.Engine.Catalog;
using Rondo.Engine.Errors;
using Rondo.Engine.Metrics;
using Rondo.Lifecycle.Experiments;
using Rondo.Lifecycle.Packages;
using Rondo.Lifecycle.Reports;
using Rondo.Lifecycle.Runs;
using Rondo.Lifecycle.Store;
using Rondo.Retrain.Promotion;

namespace Rondo.Lifecycle.Retraining;

/// <summary>
/// Trains a model anew by the file of its version in use, asks the gate, and does what the file wants of the answer. It may be killed at any moment:
/// whoever takes the job over goes on behind what is registered, and what follows from it happens once.
/// </summary>
public sealed class ModelRetrain(Workspace workspace, TimeProvider? clock = null)
{
    readonly TimeProvider _clock = clock ?? TimeProvider.System;

    /// <summary>Works at a job until it is over.</summary>
    /// <returns>The job as it is then; null when somebody else works at it, or it was over.</returns>
    /// <exception cref="RondoException">It failed by something that a person can put right; the champion stays.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled; the champion stays.</exception>
    public RetrainJob? Run(string id, RunOptions options)
    {
        if (workspace.Retrains.Claim(id) is not { } claim) return null;
        using var watch = new RetrainWatch(claim, options, _clock);
        try
        {
            return Work(claim, watch.Options);
        }
        catch (OperationCanceledException)
        {
            var reason = claim.IsStopped ? "Somebody stopped it; the champion stays." : "It was cancelled; the champion stays.";
            claim.End(RetrainState.Cancelled, reason, session => claim.Events.Cancelled(session, claim.Row, reason));
            throw;
        }
        catch (Exception fault)
        {
            claim.End(RetrainState.Failed, fault.Message, session => claim.Events.Failed(session, claim.Row, fault.Message));
            throw;
        }
    }

    /// <summary>How many rows the model's source has now.</summary>
    public long Count(string model, RunOptions options)
    {
        var rows = DataReader.Read(workspace, RetrainRecipe.Of(workspace, model).Document, options).Table.RowCount;
        workspace.Retrains.Counted(model, rows);
        return rows;
    }

    RetrainJob Work(RetrainClaim claim, RunOptions options)
    {
        var recipe = RetrainRecipe.Of(workspace, claim.Row.Model);
        var champion = ChampionOf(recipe);
        // What an earlier attempt registered is not trained again.
        var challenger = claim.Row.Version is { } version ? workspace.Models.Get(ModelReference.Version(claim.Row.Model, (int)version)) : Train(claim, recipe, champion, options);
        var (verdict, rows) = Judge(recipe, champion, challenger, options);
        var (json, plan) = (VerdictJson.Of(verdict, rows).ToJsonString(), PlanOf(recipe.Declared, challenger, verdict));
        var job = claim.Conclude(session =>
        {
            var (outcome, reason) = Follow(session, claim, recipe.Declared, champion, challenger, verdict, plan);
            return new RetrainConclusion(outcome, reason, champion.Number, json);
        });
        if (recipe.Declared.Keep is { } most) workspace.Models.Retain(claim.Row.Model, most, new Author { By = "rondo", Via = "retrain" });
        return job;
    }

    ModelVersion ChampionOf(RetrainRecipe recipe)
    {
        var (name, than) = (recipe.Version.Model, recipe.Declared.BetterThan);
        // A model that never had a champion is served by its newest version.
        return than == ModelReference.Champion ? recipe.Version : workspace.Models.Get(ModelReference.Parse($"{name}@{than}"));
    }

    ModelVersion Train(RetrainClaim claim, RetrainRecipe recipe, ModelVersion champion, RunOptions options)
    {
        var source = DataReader.Read(workspace, recipe.Document, options);
        recipe = recipe.With(source.Table);
        var result = new LifecycleRunner(workspace, _clock).Run(recipe.Document, options with
        {
            Author = RetrainEvents.AuthorOf(claim.Row, claim.Row.Story, []),
            Registering = (session, version) => claim.Registered(session, version, champion.Number, source.Table.RowCount),
        });
        // The best so far of a search that was broken off is no challenger.
        if (result.IsCancelled) throw new OperationCanceledException(options.Cancellation);
        return result.Version;
    }

    (GateVerdict Verdict, JudgedRows Rows) Judge(RetrainRecipe recipe, ModelVersion champion, ModelVersion challenger, RunOptions options)
    {
        var rows = JudgedRows.Of(workspace, champion, challenger, options);
        options.Say("gate", string.Create(CultureInfo.InvariantCulture, $"comparing both on {rows.Rows.RowCount} rows"));
        var gate = new PromotionGate(MetricOf(recipe.Declared, rows)) { Confidence = recipe.Declared.Confidence, Seed = rows.Resolved.Seed, Threads = options.Threads };
        Scored Of(ModelVersion version) => rows.Score(LoadedModel.Open(workspace, ModelReference.Version(version.Model, version.Number)).Pipeline, options.Threads, options.Cancellation);
        var missed = recipe.Declared.NeedsSuccess ? Missed(challenger) : null;
        return (gate.Judge(Of(champion), Of(challenger), rows.Slices(), missed, options.Cancellation), rows);
    }

    static IMetric MetricOf(DeclaredRetrain declared, JudgedRows rows)
    {
        var name = declared.On ?? rows.Resolved.Spec.Train.Metric ?? throw new RondoException("bad_gate", "The file has no metric that a gate could go by.", "Name one under retrain.gate.on.");
        return MetricSet.Find(name) ?? throw new RondoException("bad_gate", $"There is no metric '{name}' that a gate could go by.",
            Engine.Errors.Spelling.DidYouMean(name, MetricSet.For(rows.Target.Task).Select(PartCatalog.NameOf)));
    }

    /// <summary>The criteria that a version missed, in words; null when it met them.</summary>
    string? Missed(ModelVersion version)
    {
        if (version.Success) return null;
        var package = workspace.Models.Open(version);
        var missed = package.Has(ModelPackage.ReportDataName) ? ReportJson.Read(System.Text.Encoding.UTF8.GetString(package.Read(ModelPackage.ReportDataName))).Success.Where(c => !c.Met).ToArray() : [];
        return missed.Length == 0 ? "its success criteria" : string.Join(" and ", missed.Select(c => string.Create(CultureInfo.InvariantCulture, $"{c.Name} ({(c.Value is { } value ? value.ToString("G5", CultureInfo.InvariantCulture) : "undefined")}, bound {c.Bound:G5})")));
    }

    // In the transaction that ends the job: the trail tells of it and the alias moves, or neither.
    (RetrainOutcome, string) Follow(StoreSession session, RetrainClaim claim, DeclaredRetrain declared, ModelVersion champion, ModelVersion challenger, GateVerdict verdict, Func<AbTest>? plan)
    {
        (string, string)[] facts = [("champion", champion.Number.ToString(CultureInfo.InvariantCulture)), ("data_hash", challenger.DataHash), ("spec_hash", challenger.SpecHash), .. VerdictJson.Facts(verdict)];
        claim.Events.Trained(session, claim.Row, challenger);
        claim.Events.Record(session, claim.Row, $"gate_{RetrainJob.Word(verdict.Answer)}", challenger.Number, verdict.Reason, facts);
        if (verdict.Answer != GateAnswer.Passed) return (verdict.Answer == GateAnswer.Refused ? RetrainOutcome.Refused : RetrainOutcome.Held, verdict.Reason);
        if (declared.Then == "hold") return (RetrainOutcome.Held, $"{verdict.Reason} The file leaves it to a person: rondo models promote {challenger}");
        if (declared.Then == "experiment") return Experiment(session, claim.Row, plan, challenger, verdict, facts);
        return Promote(session, claim.Row, declared, champion, challenger, verdict, facts);
    }

    (RetrainOutcome, string) Experiment(StoreSession session, RetrainRow row, Func<AbTest>? plan, ModelVersion challenger, GateVerdict verdict, (string, string)[] facts)
    {
        try
        {
            var test = workspace.AbTests.Start(session, plan!(), RetrainEvents.AuthorOf(row, verdict.Reason, facts));
            return (RetrainOutcome.Experiment, $"{verdict.Reason} The {test.Word} '{test.Name}' tries {challenger}.");
        }
        catch (RondoException hindrance)
        {
            return (RetrainOutcome.Held, $"{verdict.Reason} No experiment begins: {hindrance.Message}");
        }
    }

    /// <summary>The experiment that is to follow, or the mistake that it would be; before the transaction, for models are loaded for it.</summary>
    Func<AbTest>? PlanOf(DeclaredRetrain declared, ModelVersion challenger, GateVerdict verdict)
    {
        if (declared.Then != "experiment" || verdict.Answer != GateAnswer.Passed) return null;
        try
        {
            var number = challenger.Number.ToString(CultureInfo.InvariantCulture);
            var test = new AbTestDesk(workspace, _clock).Plan(challenger.Model, new Author { By = "rondo", Via = "retrain" }, change: file => file with { Treatments = [number] });
            return () => test;
        }
        catch (RondoException hindrance)
        {
            return () => throw hindrance;
        }
    }

    (RetrainOutcome, string) Promote(StoreSession session, RetrainRow row, DeclaredRetrain declared, ModelVersion champion, ModelVersion challenger, GateVerdict verdict, (string, string)[] facts)
    {
        var current = ModelQueries.Require(session, ModelReference.Parse(row.Model));
        if (declared.BetterThan == ModelReference.Champion && current.Number != champion.Number)
            return (RetrainOutcome.Held, $"{verdict.Reason} But meanwhile {current} took the place of {champion}, which it was compared with.");
        try
        {
            ModelStore.RequireApproval(session, challenger);
        }
        catch (RondoException waiting)
        {
            return (RetrainOutcome.Held, $"{verdict.Reason} It is not promoted yet: {waiting.Message}");
        }
        workspace.Models.Promote(session, ModelQueries.Require(session, ModelReference.Version(challenger.Model, challenger.Number)), ExpectedAlias.Anything, RetrainEvents.AuthorOf(row, verdict.Reason, facts));
        return (RetrainOutcome.Promoted, verdict.Reason);
    }
}

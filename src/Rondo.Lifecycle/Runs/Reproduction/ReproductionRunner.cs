using System.Diagnostics;
using System.Globalization;
using Rondo.Engine.Errors;
using Rondo.Engine.Recipes;
using Rondo.Lifecycle.Packages;
using Rondo.Lifecycle.Reports;
using Rondo.Lifecycle.Spec;
using Rondo.Lifecycle.Spec.Resolution;
using Rondo.Lifecycle.Store;

namespace Rondo.Lifecycle.Runs.Reproduction;

/// <summary>
/// Trains a model once more from the file and the rows that are kept with it, in a run of its own and without the step cache,
/// and compares the bits. What a clock decided in the first run is taken from its record.
/// </summary>
public sealed class ReproductionRunner(Workspace workspace, TimeProvider? clock = null)
{
    private readonly TimeProvider _clock = clock ?? TimeProvider.System;

    /// <param name="file">A file with the rows, when the workspace doesn't keep them.</param>
    /// <param name="folder">The working copy whose code is compared.</param>
    /// <exception cref="RondoException">Rows, plugins or words of the file are missing here.</exception>
    public ReproductionResult Run(ReproducedModel model, string? file, string folder, RunOptions options)
    {
        workspace.Runs.MarkKilled();
        CircumstanceCheck.RequirePlugins(model);
        using var log = new ProgressLog(workspace.Logs, options.Progress, _clock);
        options = options with { Progress = log };
        var started = Stopwatch.GetTimestamp();
        var document = model.Document;
        string[] written = [document.Spec.Prepare.Schema ?? SchemaFile.DefaultName, $"{document.Name}.{SchemaFile.DefaultName}"];
        var here = RunCircumstances.Of(workspace, folder, options, written);
        var alerts = CircumstanceCheck.Of(model, here).ToList();
        options.Say("prepare", $"reading the rows that {model.Name} was trained from");
        var table = model.ReadTable(workspace, file, options.Threads, options.Cancellation);
        if (model.Schema is { } schema) table = schema.Enforce(table, options.Cancellation);
        var rows = DataChecks.Quarantine(document, table, options.Cancellation);
        var resolved = SpecResolver.Resolve(document, rows.Table, RondoParts.Catalog);
        if (model.ChangedKeys(resolved.Spec) is [var key, ..] changed)
            alerts.Add(new Circumstance("other_defaults", string.Create(CultureInfo.InvariantCulture, $"This Rondo fills in {changed.Length} keys of the file otherwise, such as {key.Name}: {key.Before ?? "nothing"} became {key.After ?? "nothing"}.")));

        var run = workspace.Runs.Start(new RunStart
        {
            Name = resolved.Name,
            SpecHash = model.Lineage.SpecHash,
            SpecJson = SpecJson.Canonical(document.Spec),
            Seed = resolved.Seed,
            DataHash = model.Lineage.DataHash,
            Code = here.Code,
            CodeDiff = here.Diff,
            Environment = new Dictionary<string, string>(here.Environment) { [RunCircumstances.Reproduces] = model.Version?.ToString() ?? $"package {model.Package.Hash}" },
        });
        log.Attach(run);
        using var heartbeat = new Heartbeat(workspace.Runs, run, _clock);
        try
        {
            var replay = model.Replay;
            var result = Compare(run, model, Train(rows, resolved, document.Map, replay, options), resolved) with
            {
                Alerts = [.. alerts],
                ReplayedTrials = replay?.Trials.Length,
                Seconds = Stopwatch.GetElapsedTime(started).TotalSeconds,
            };
            workspace.Runs.LogStep(run, new RunStep("train", IsCached: false, result.Seconds));
            log.End(result.IsSame ? $"The bits are those of {model.Name}." : $"The bits are not those of {model.Name}: {result.FoundHash} instead of {result.ExpectedHash}.");
            workspace.Runs.Finish(run, result.IsSame ? RunStatus.Finished : RunStatus.Failed, result.IsSame ? null : $"The bits are not those of {model.Name}.");
            return result;
        }
        catch (OperationCanceledException)
        {
            workspace.Runs.Finish(run, RunStatus.Cancelled, "Cancelled before the bits could be compared.");
            throw;
        }
        catch (Exception exception)
        {
            log.End(exception.Message);
            workspace.Runs.Finish(run, RunStatus.Failed, exception.Message);
            throw;
        }
    }

    // As a run trains, but for what only judges the model.
    static Trained Train(CheckedData rows, ResolvedSpec resolved, SourceMap map, TrialReplay? replay, RunOptions options)
    {
        var train = resolved.Spec.Train;
        var data = DataPreparation.Prepare(rows.Table, resolved, map, options, rows.Numbers);
        resolved = resolved with { Spec = resolved.Spec with { Train = train with { Evaluate = new EvaluateSpec { Explain = [], LearningCurve = false }, Cv = train.Cv with { Nested = null } } } };
        var plan = new TrainingPlanner(resolved).Plan(new FoldPlan(resolved, map).Make(data.TrainRows()));
        if (replay is not null) plan = plan with { Replay = [.. replay.Trials], Refit = replay.Refit is { } refit ? [.. refit] : null, Kept = replay.Kept is { } kept ? [.. kept] : null };
        return new Training(data, data.TrainRows(), plan, options).Run();
    }

    ReproductionResult Compare(string run, ReproducedModel model, Trained trained, ResolvedSpec resolved)
    {
        var description = model.Package.Description;
        var metrics = trained.Judgement.Test.Where(m => m.Value is not null).ToDictionary(m => m.Metric, m => m.Value!.Value, StringComparer.Ordinal);
        workspace.Runs.LogMetrics(run, metrics);
        var signature = ModelSignature.Of(PipelineFormat.Read(trained.PipelineBytes), resolved.Spec.Define.Target?.Name);
        var result = new ReproductionResult(model.Name, run)
        {
            ExpectedHash = model.Package.ModelHash,
            FoundHash = ModelHash.Of(trained.PipelineBytes, signature),
            SpecHash = model.Lineage.SpecHash,
            DataHash = model.Lineage.DataHash,
            Seconds = 0,
        };
        if (result.IsSame) return result;
        var path = Path.Combine(Directory.CreateDirectory(Path.Combine(workspace.Folder, "runs", run)).FullName, ModelPackage.PipelineName);
        File.WriteAllBytes(path, trained.PipelineBytes);
        return result with { PipelinePath = path, Differences = [.. Differences(description, trained, metrics, signature, model.Package.ReadPipeline())] };
    }

    static IEnumerable<ModelDifference> Differences(ModelDescription description, Trained trained, Dictionary<string, double> metrics, ModelSignature signature, byte[] pipeline)
    {
        var algorithm = description.Lineage.Algorithm ?? trained.Best.Model;
        if (algorithm != trained.Best.Model) yield return new ModelDifference("algorithm", algorithm, trained.Best.Model);
        foreach (var (name, expected) in description.Metrics.OrderBy(m => m.Key, StringComparer.Ordinal))
        {
            var found = metrics.TryGetValue(name, out var value) ? value : (double?)null;
            if (found != expected) yield return new ModelDifference(name, Number(expected), Number(found));
        }
        if (!signature.ToCanonicalJson().AsSpan().SequenceEqual(description.Signature.ToCanonicalJson())) yield return new ModelDifference("signature", "as in model.json", "another");
        var same = pipeline.AsSpan().CommonPrefixLength(trained.PipelineBytes);
        if (same < Math.Max(pipeline.Length, trained.PipelineBytes.Length))
        {
            yield return new ModelDifference("pipeline", string.Create(CultureInfo.InvariantCulture, $"{pipeline.Length} bytes"),
                string.Create(CultureInfo.InvariantCulture, $"{trained.PipelineBytes.Length} bytes, the first {same} of them the same"));
        }
    }

    static string Number(double? value) => value?.ToString("R", CultureInfo.InvariantCulture) ?? "undefined";
}

using Rondo.Lifecycle.Runs;
using Rondo.Lifecycle.Spec;
using Rondo.Lifecycle.Store;

namespace Rondo.Lifecycle.Fluent;

/// <summary>Runs specs from any program.</summary>
public static class SpecRuns
{
    extension(LifecycleSpec spec)
    {
        /// <summary>SHA-256 of the spec's canonical JSON.</summary>
        public string Hash => SpecJson.Hash(spec);

        /// <summary>Prepares, trains, proves and registers. Cancelled, it keeps the best model so far.</summary>
        public Task<RunResult> RunAsync(IProgress<RunProgress>? progress = null, CancellationToken cancellation = default) =>
            spec.RunAsync(new RunSettings(), progress, cancellation);

        /// <inheritdoc cref="RunAsync(LifecycleSpec, IProgress{RunProgress}?, CancellationToken)"/>
        public Task<RunResult> RunAsync(RunSettings settings, IProgress<RunProgress>? progress = null, CancellationToken cancellation = default) =>
            RunAsync(SpecDocument.Of(spec, settings.Folder), settings, progress, cancellation);

        /// <summary>The same on the caller's thread.</summary>
        public RunResult Run(RunSettings? settings = null, IProgress<RunProgress>? progress = null, CancellationToken cancellation = default)
        {
            settings ??= new RunSettings();
            return Run(SpecDocument.Of(spec, settings.Folder), settings, progress, cancellation);
        }
    }

    // The token goes to the run alone: a run that is cancelled ends with what it has.
    internal static Task<RunResult> RunAsync(SpecDocument document, RunSettings settings, IProgress<RunProgress>? progress, CancellationToken cancellation) =>
        Task.Factory.StartNew(() => Run(document, settings, progress, cancellation), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    static RunResult Run(SpecDocument document, RunSettings settings, IProgress<RunProgress>? progress, CancellationToken cancellation)
    {
        using var workspace = Workspace.Open(settings.Workspace ?? Workspace.FolderBeside(document.Folder));
        return new LifecycleRunner(workspace).Run(document, new RunOptions { Threads = settings.Threads, Seed = settings.Seed, Progress = progress, Cancellation = cancellation });
    }
}

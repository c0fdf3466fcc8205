using Rondo.Engine.Catalog;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Store;

namespace Rondo.Lifecycle.Runs.Reproduction;

/// <summary>Compares what is here with what was there when a model was made: Rondo, plugins and code. Changes nothing.</summary>
static class CircumstanceCheck
{
    /// <exception cref="RondoException">A plugin is not loaded that the model has parts of; the file's words may be unknown without it.</exception>
    public static void RequirePlugins(ReproducedModel model)
    {
        foreach (var plugin in model.Lineage.Plugins ?? [])
            if (LoadedPlugins.All.All(p => p.File != plugin.File)) plugin.Require(model.Name);
    }

    public static IEnumerable<Circumstance> Of(ReproducedModel model, RunCircumstances here) =>
        [.. Rondo(model), .. Plugins(model), .. Code(model, here)];

    static IEnumerable<Circumstance> Rondo(ReproducedModel model)
    {
        var there = model.Lineage.RondoVersion;
        if (there != RondoVersion.Current) yield return new Circumstance("other_rondo", $"{model.Name} was made by Rondo {there}; this is {RondoVersion.Current}.");
    }

    static IEnumerable<Circumstance> Plugins(ReproducedModel model)
    {
        foreach (var plugin in model.Lineage.Plugins ?? [])
        {
            if (LoadedPlugins.All.Any(p => p.File == plugin.File && p.Hash == plugin.Hash)) continue;
            var found = LoadedPlugins.All.First(p => p.File == plugin.File);
            yield return new Circumstance("other_plugin", $"{model.Name} was made with the plugin '{plugin.File}' (sha256 {plugin.Hash[..12]}); another build of it is loaded ({found.Hash[..12]}).");
        }
    }

    static IEnumerable<Circumstance> Code(ReproducedModel model, RunCircumstances here)
    {
        if (model.Code is not { } there) yield break;
        var isOther = here.Code?.Commit != there.Commit;
        if (here.Code is null)
            yield return new Circumstance("no_repository", $"{model.Name} was made at commit {there.Commit}; git knows no commit of this folder.");
        else if (isOther)
            yield return new Circumstance("other_commit", $"{model.Name} was made at commit {there.Commit}; the working copy is at {here.Code.Commit}.", $"git checkout {there.Commit}");
        if (there.IsDirty && (isOther || model.Run?.CodeDiff is null || model.Run.CodeDiff != here.Diff))
        {
            yield return new Circumstance("made_dirty", $"{model.Name} was made with changes beyond that commit.",
                model.Run?.CodeDiff is null ? null : $"rondo runs show {model.Run.Id} --diff | git apply");
        }
        else if (!there.IsDirty && here.Code?.IsDirty == true)
            yield return new Circumstance("working_copy_dirty", $"The working copy has changes beyond its commit; {model.Name} was made without any.", "git status");
    }
}

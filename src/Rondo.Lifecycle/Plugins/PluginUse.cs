using Rondo.Engine.Catalog;
using Rondo.Engine.Errors;
using Rondo.Engine.Recipes;

namespace Rondo.Lifecycle.Plugins;

/// <summary>A plugin that a model has parts of.</summary>
/// <param name="File">The file's name without its folder.</param>
/// <param name="Hash">SHA-256 of the file.</param>
public sealed record PluginUse(string File, string Hash)
{
    /// <summary>The plugins that a pipeline's parts are of, by name; null for none.</summary>
    public static IReadOnlyList<PluginUse>? Of(FittedPipeline pipeline)
    {
        var parts = pipeline.Branches.SelectMany(b => b.Transforms.Cast<object>().Append(b.Model)).Append(pipeline.Calibration);
        var plugins = parts.Select(p => p is null ? null : LoadedPlugins.Of(p.GetType())).OfType<Plugin>().Distinct();
        PluginUse[] uses = [.. plugins.Select(p => new PluginUse(p.File, p.Hash)).OrderBy(p => p.File, StringComparer.Ordinal)];
        return uses.Length == 0 ? null : uses;
    }

    /// <summary>The serving program has the product's own parts alone.</summary>
    public RondoException CannotLeave(string model) => new(new Mistake("has_plugin", $"{model} has parts of the plugin '{File}', which the program of images and executables doesn't have.")
    {
        File = File,
        Hint = "Serve it with `rondo serve`, where the plugin is.",
    });

    /// <summary>A model predicts with the code that it was trained with, or not at all.</summary>
    /// <exception cref="RondoException">The plugin is not loaded, or another build of it is.</exception>
    public void Require(string model)
    {
        var loaded = LoadedPlugins.All.FirstOrDefault(p => p.File == File);
        if (loaded?.Hash == Hash) return;
        var found = loaded is null ? "which is not loaded" : $"and another build of it is loaded (sha256 {loaded.Hash[..12]})";
        throw new RondoException(new Mistake("missing_plugin", $"{model} has parts of the plugin '{File}' (sha256 {Hash[..12]}), {found}.")
        {
            File = File,
            Hint = "Put that build into the folder `plugins` beside the lifecycle file, or give its path with --plugin. A model never brings its own code.",
        });
    }
}

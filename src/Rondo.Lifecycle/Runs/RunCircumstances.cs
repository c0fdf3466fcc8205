using System.Globalization;
using System.Runtime.InteropServices;
using Rondo.Engine.Catalog;
using Rondo.Lifecycle.Store;

namespace Rondo.Lifecycle.Runs;

/// <summary>What is noted about a run beside what decides its model: the code that its folder holds, and the machine.</summary>
/// <param name="Diff">The object with what the files have beyond the commit; null when they are its files.</param>
sealed record RunCircumstances(CodeVersion? Code, string? Diff, IReadOnlyDictionary<string, string> Environment)
{
    /// <summary>The word for the version that a run trained once more.</summary>
    public const string Reproduces = "reproduces";

    /// <param name="ignored">Files that a run writes itself.</param>
    public static RunCircumstances Of(Workspace workspace, string folder, RunOptions options, params IReadOnlyList<string> ignored)
    {
        var code = CodeVersion.Detect(folder, ignored);
        var diff = CodeDiff.Of(folder, code, ignored);
        return new RunCircumstances(code, diff is null ? null : workspace.Objects.Put(diff), new Dictionary<string, string>
        {
            ["dotnet"] = RuntimeInformation.FrameworkDescription,
            ["system"] = RuntimeInformation.RuntimeIdentifier,
            ["threads"] = options.Threads.ToString(CultureInfo.InvariantCulture),
            ["plugins"] = string.Join(", ", LoadedPlugins.All.Select(p => $"{p.File} {p.Hash}")),
        });
    }
}

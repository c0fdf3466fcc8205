using System.Globalization;
using Rondo.Lifecycle.Store;
using Rondo.Lifecycle.Store.Tracking;
using Rondo.Server.Pages.Parts;

namespace Rondo.Server.Pages.Runs;

/// <summary>What to type to do a run again: its code first, then its model or its file.</summary>
static class RepeatCommand
{
    /// <summary>Null for a run that a program logged, whose own command isn't known here, and for a part of another run.</summary>
    public static string? Of(RunOutline outline)
    {
        var run = outline.Run;
        if (run.SpecHash.Length == 0 || run.ParentId is not null) return null;
        return string.Join(" && ", [.. Code(run), outline.Versions is [var version, ..] ? CommandText.Of("reproduce", version.ToString()) : Train(run)]);
    }

    static string Train(Run run) => CommandText.Of("run", ".", "--seed", run.Seed.ToString(CultureInfo.InvariantCulture));

    static IEnumerable<string> Code(Run run)
    {
        if (run.Code is not { } code) yield break;
        yield return $"git checkout {string.Concat(code.Commit.Where(char.IsAsciiLetterOrDigit))}";
        if (run.CodeDiff is not null) yield return $"{CommandText.Of("runs", "show", run.Id, "--diff")} | git apply";
    }
}

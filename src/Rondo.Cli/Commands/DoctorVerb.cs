using System.CommandLine;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Rondo.Cli.Output;
using Rondo.Engine.Errors;
using Rondo.Prepare.Snapshots;

namespace Rondo.Cli.Commands;

/// <summary>Says what this installation has, and what is wrong with it.</summary>
sealed class DoctorVerb : IVerb
{
    public Command Describe() => new("doctor", "Check this installation: runtime, native libraries, store.");

    public int Run(ParseResult parsed, Session session, CancellationToken cancellation)
    {
        (string Name, Func<string> Look)[] checks =
        [
            ("rondo", () => CommandLine.Version),
            ("runtime", () => $"{RuntimeInformation.FrameworkDescription}, {RuntimeInformation.RuntimeIdentifier}"),
            ("machine", () => string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessorCount} processors, {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 20} MB of memory")),
            ("duckdb", () => TableWriter.EngineVersion),
            ("charts", Charts),
            ("store", () => Store(session)),
        ];
        var found = checks.Select(c => (c.Name, Result: Try(c.Look))).ToArray();
        var isWell = found.All(f => f.Result.IsWell);
        if (session.Json)
        {
            session.Print(new JsonObject
            {
                ["well"] = isWell,
                ["checks"] = new JsonArray([.. found.Select(f => (JsonNode)new JsonObject { ["name"] = f.Name, ["well"] = f.Result.IsWell, ["found"] = f.Result.Text })]),
            });
        }
        else
        {
            foreach (var (name, (well, text)) in found) session.Out.WriteLine($"{(well ? "ok  " : "FAIL")}  {name,-8} {text}");
        }
        return isWell ? 0 : (int)Blame.User;
    }

    static (bool IsWell, string Text) Try(Func<string> look)
    {
        try
        {
            return (true, look());
        }
        catch (Exception exception)
        {
            return (false, exception.Message);
        }
    }

    static string Charts()
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "assets");
        return File.Exists(Path.Combine(folder, "vega.min.js")) ? folder : throw new FileNotFoundException($"The chart scripts are not in {folder}; reports have tables only. Build again with ./rondo build.");
    }

    static string Store(Session session)
    {
        using var workspace = session.OpenWorkspace();
        return string.Create(CultureInfo.InvariantCulture, $"{workspace.Folder}: {workspace.Models.List().Count} models");
    }
}

using System.Diagnostics;
using System.Reflection;
using Rondo.Lifecycle.Spec;

namespace Rondo.Lifecycle.Tests.Fluent;

/// <summary>C# of no namespace, as a user's program is, compiled by the SDK that built the tests.</summary>
static class CompiledProgram
{
    /// <summary>The specs that these expressions build.</summary>
    public static LifecycleSpec[] Evaluate(IReadOnlyList<string> expressions, string declarations = "")
    {
        var methods = expressions.Select((expression, i) => FormattableString.Invariant($"    static LifecycleSpec Spec{i}() => {expression};"));
        var calls = Enumerable.Range(0, expressions.Count).Select(i => FormattableString.Invariant($"Spec{i}()"));
        var source = $$"""
            #nullable enable
            using System;
            using System.Collections.Generic;
            using System.Linq;
            using System.Linq.Expressions;
            using System.Threading.Tasks;
            using Rondo.Lifecycle.Fluent;
            using Rondo.Lifecycle.Spec;

            public static class Program
            {
                public static LifecycleSpec[] All() => [{{string.Join(", ", calls)}}];

            {{string.Join("\n\n", methods)}}
            }

            {{declarations}}
            """;
        return (LifecycleSpec[])Compile(source).GetType("Program")!.GetMethod("All")!.Invoke(null, null)!;
    }

    static Assembly Compile(string source)
    {
        var folder = Directory.CreateTempSubdirectory("rondo-csc-").FullName;
        try
        {
            var framework = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
            var (program, library) = (Path.Combine(folder, "Program.cs"), Path.Combine(folder, "Program.dll"));
            File.WriteAllText(program, source);
            var references = Directory.EnumerateFiles(framework, "System*.dll").Concat(Directory.EnumerateFiles(AppContext.BaseDirectory, "Rondo*.dll"))
                .Where(IsManaged).Append(Path.Combine(framework, "netstandard.dll"));
            File.WriteAllLines(Path.Combine(folder, "Program.rsp"),
                ["-nologo", "-target:library", "-langversion:14", "-warnaserror+", $"-out:\"{library}\"", $"\"{program}\"", .. references.Select(r => $"-r:\"{r}\"")]);
            Run(Path.GetFullPath(Path.Combine(framework, "..", "..", "..")), ["exec", Compiler(framework), "-noconfig", $"@{Path.Combine(folder, "Program.rsp")}"]);
            return Assembly.Load(File.ReadAllBytes(library));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    static bool IsManaged(string path)
    {
        try { return AssemblyName.GetAssemblyName(path) is not null; }
        catch (BadImageFormatException) { return false; }
    }

    static string Compiler(string framework) => Directory
        .EnumerateDirectories(Path.GetFullPath(Path.Combine(framework, "..", "..", "..", "sdk"))).Order(StringComparer.Ordinal)
        .Select(sdk => Path.Combine(sdk, "Roslyn", "bincore", "csc.dll")).Last(File.Exists);

    static void Run(string dotnet, IReadOnlyList<string> arguments)
    {
        var info = new ProcessStartInfo(Path.Combine(dotnet, "dotnet"), arguments) { RedirectStandardOutput = true };
        using var process = Process.Start(info)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, output);
    }
}

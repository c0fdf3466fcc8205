using System.CommandLine;
using System.Text.Json.Nodes;
using Rondo.Cli.Output;
using Rondo.Lifecycle.Fluent;
using Rondo.Lifecycle.Spec;

namespace Rondo.Cli.Commands;

/// <summary>Writes a lifecycle file as a program.</summary>
sealed class CodegenVerb : IVerb
{
    private readonly Argument<string> _language = new("language") { Description = "What is written: csharp." };
    private readonly Argument<string> _path = new("path") { Description = "A lifecycle file, or a folder with a rondo.yaml (default: this folder).", DefaultValueFactory = _ => "." };

    public CodegenVerb() => _language.AcceptOnlyFromAmong("csharp");

    public Command Describe() => new("codegen", "Print a C# program that builds the spec of a lifecycle file and runs it.") { _language, _path };

    public int Run(ParseResult parsed, Session session, CancellationToken cancellation)
    {
        var document = SpecReader.Read(parsed.GetValue(_path)!);
        var folder = Path.GetRelativePath(Directory.GetCurrentDirectory(), document.Folder);
        var program = CSharpProgram.Of(document.Spec, folder == "." ? null : folder);
        if (session.Json) session.Print(new JsonObject { ["language"] = "csharp", ["program"] = program, ["hash"] = SpecJson.Hash(document.Spec) });
        else session.Out.Write(program);
        return 0;
    }
}

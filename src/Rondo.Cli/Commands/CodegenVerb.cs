using System.CommandLine;
using System.Text.Json.Nodes;
using Rondo.Cli.Output;
using Rondo.Engine.Errors;
using Rondo.Lifecycle;
using Rondo.Lifecycle.Fluent;
using Rondo.Lifecycle.Reference;
using Rondo.Lifecycle.Runs;
using Rondo.Lifecycle.Spec;
using Rondo.Lifecycle.Spec.JsonSchema;

namespace Rondo.Cli.Commands;

/// <summary>Writes a lifecycle file as a program, the schema that editors check such files by, or the catalog as pages.</summary>
sealed class CodegenVerb : IVerb
{
    private readonly Argument<string> _language = new("language") { Description = "What is written: csharp (the program of a lifecycle file), schema (the JSON Schema of all of them), or reference (a page for every part)." };
    private readonly LifecycleFileOptions _file = new();
    private readonly Option<string?> _out = new("--out") { Description = "The folder for the pages of `reference`." };

    private readonly Option<bool> _typed = new("--typed") { Description = "Over a record of the columns that the schema file has, for `csharp`." };

    public CodegenVerb() => _language.AcceptOnlyFromAmong("csharp", "schema", "reference");

    public Command Describe()
    {
        var command = _file.AddTo(new Command("codegen", "Print the C# program of a lifecycle file or the JSON Schema of all of them, or write a reference page for every part.") { _language });
        command.Options.Add(_out);
        command.Options.Add(_typed);
        return command;
    }

    public int Run(ParseResult parsed, Session session, CancellationToken cancellation)
    {
        if (parsed.GetValue(_language) == "reference") return WritePages(session, parsed.GetValue(_out));
        if (parsed.GetValue(_language) == "schema") return PrintSchema(session);
        var document = _file.Read(parsed);
        string? folder = Path.GetRelativePath(Directory.GetCurrentDirectory(), document.Folder);
        if (folder == ".") folder = null;
        var program = parsed.GetValue(_typed) ? CSharpProgram.Typed(document.Spec, SchemaOf(document), folder) : CSharpProgram.Of(document.Spec, folder);
        if (session.Json) session.Print(new JsonObject { ["language"] = "csharp", ["program"] = program, ["hash"] = SpecJson.Hash(document.Spec) });
        else session.Out.Write(program);
        return 0;
    }

    static int PrintSchema(Session session)
    {
        session.Out.Write(LifecycleSchema.Text(RondoParts.Catalog));
        return 0;
    }

    static SchemaFile SchemaOf(SpecDocument document) => SchemaCheck.Read(document)
        ?? throw new RondoException("no_schema", "--typed needs the columns of the data, and there is no schema file yet.", "`rondo run` writes it; then call this again.");

    static int WritePages(Session session, string? folder)
    {
        if (folder is null) throw new RondoException("bad_arguments", "codegen reference needs a folder to write to.", "Write: rondo codegen reference --out docs/reference");
        var pages = ReferencePages.Of(RondoParts.Catalog);
        foreach (var (path, text) in pages)
        {
            var file = Path.Combine(folder, path);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, text);
        }
        if (session.Json) session.Print(new JsonObject { ["pages"] = pages.Count, ["folder"] = folder });
        else session.Out.WriteLine($"{pages.Count} pages are in {folder}");
        return 0;
    }
}

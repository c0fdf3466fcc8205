using System.Text;
using Rondo.Lifecycle.Spec;
using Rondo.Lifecycle.Spec.JsonSchema;
using Rondo.Lifecycle.Spec.Overlays;
using Rondo.Lifecycle.Spec.Yaml;

namespace Rondo.Lifecycle.Runs;

/// <summary>The first lifecycle file of a data set: what must be said, and nothing that follows from the data.</summary>
/// <param name="plan">The plan of <c>rondo run DATA --target COLUMN</c>: it shows that the file will run.</param>
/// <param name="path">Where it is written.</param>
/// <param name="workspace">The folder for the schema that editors check the file by.</param>
public sealed class StarterFile(LifecyclePlan plan, string path, string workspace)
{
    private readonly string _folder = Path.GetDirectoryName(Path.GetFullPath(path))!;

    public string SchemaPath { get; } = Path.Combine(workspace, LifecycleSchema.FileName);

    public string ToYaml()
    {
        var spec = plan.Document.Spec with { Name = plan.Resolved.Name };
        // Which class is positive is a guess that a person must see.
        if (plan.Resolved.Spec.Define.Positive is { } positive) spec = spec with { Define = spec.Define with { Positive = positive } };
        var tree = SpecPaths.Moved((YamlMap)SpecSecrets.Hidden(SpecTree.Of(spec)), plan.Document.Folder, _folder);
        var why = plan.Resolved.Reasons.ToLookup(r => r.Path, StringComparer.Ordinal);
        return $"# yaml-language-server: $schema={Path.GetRelativePath(_folder, SchemaPath).Replace('\\', '/')}\n" + YamlWriter.Write(tree, at => at switch
        {
            "define.target" => why["define.task"].Select(r => OneLine($"{r.Value}: {r.Why}")).FirstOrDefault(),
            "define.positive" => why["define.positive"].Select(r => OneLine($"{r.Why}; is it this one?")).FirstOrDefault(),
            _ => null,
        });
    }

    /// <summary>Writes the file, and the schema into the workspace, so that editors need no network.</summary>
    public void Write()
    {
        Directory.CreateDirectory(_folder);
        Directory.CreateDirectory(workspace);
        File.WriteAllText(SchemaPath, LifecycleSchema.Text(RondoParts.Catalog), new UTF8Encoding(false));
        File.WriteAllText(path, ToYaml(), new UTF8Encoding(false));
    }

    static string OneLine(string text) => string.Concat(text.Select(c => char.IsControl(c) || c is '\u2028' or '\u2029' or '\u0085' ? ' ' : c));
}

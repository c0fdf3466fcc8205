using System.Collections.Immutable;
using System.Text;
using Rondo.Engine.Catalog;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Plugins;
using Rondo.Lifecycle.Spec.Overlays;
using Rondo.Lifecycle.Spec.Yaml;

namespace Rondo.Lifecycle.Spec;

/// <summary>Reads a lifecycle file; throws once, with every mistake in it and its place.</summary>
public static class SpecReader
{
    public const string DefaultFileName = "rondo.yaml";

    /// <param name="path">A file, or a folder with a rondo.yaml.</param>
    /// <param name="parts">The algorithms that files may name; those of the engine when null.</param>
    /// <param name="changes">What is laid over the file before it is read.</param>
    /// <exception cref="RondoException">There is no such file, or it has mistakes.</exception>
    public static SpecDocument Read(string path, PartCatalog? parts = null, SpecChanges? changes = null)
    {
        var file = Directory.Exists(path) ? Path.Combine(path, DefaultFileName) : path;
        var bytes = ReadBytes(path, file);
        PluginFiles.LoadBeside(Path.GetDirectoryName(Path.GetFullPath(file))!);
        var mistakes = new List<Mistake>();
        var root = YamlReader.Read(bytes, file, mistakes);
        var full = Path.GetFullPath(file);
        var folder = Path.GetDirectoryName(full)!;
        var isDefault = Path.GetFileNameWithoutExtension(full) == Path.GetFileNameWithoutExtension(DefaultFileName);
        return Bind(root, file, folder, mistakes, parts, changes) with { DefaultName = NameFrom(isDefault ? folder : full) };
    }

    /// <summary>The document of <c>rondo run DATA --target COLUMN</c>, with changes laid over it.</summary>
    public static SpecDocument ForData(string dataPath, string target, SpecChanges changes)
    {
        var document = SpecDocument.ForData(dataPath, target);
        return changes.IsEmpty ? document : Bind(SpecTree.Of(document.Spec), null, document.Folder, [], null, changes) with { DefaultName = document.DefaultName };
    }

    /// <summary>Reads the text of a file; its paths are relative to the current folder.</summary>
    /// <inheritdoc cref="Read"/>
    public static SpecDocument Parse(string text, string fileName = DefaultFileName, PartCatalog? parts = null)
    {
        var mistakes = new List<Mistake>();
        var root = YamlReader.Read(Encoding.UTF8.GetBytes(text), fileName, mistakes);
        return Bind(root, fileName, Directory.GetCurrentDirectory(), mistakes, parts, null);
    }

    /// <summary>Reads what a program said instead of a file; mistakes name keys and have no lines.</summary>
    internal static SpecDocument ReadSaid(YamlMap said, PartCatalog? parts = null) => Bind(said, null, Directory.GetCurrentDirectory(), [], parts, null);

    /// <summary>A model's name made from the last part of a path: letters, digits, '.', '_' and '-'.</summary>
    public static string NameFrom(string path)
    {
        var last = Path.GetFileName(path.TrimEnd('/', '\\'));
        var stem = last.Contains('.', StringComparison.Ordinal) ? Path.GetFileNameWithoutExtension(last) : last;
        var name = string.Concat(stem.Select(c => IsNameCharacter(c) ? c : '-')).Trim('-', '.');
        return name.Length == 0 ? "model" : name;
    }

    internal static byte[] ReadBytes(string path, string file)
    {
        var info = new FileInfo(file);
        if (!info.Exists)
        {
            var message = file == path ? $"There is no file '{path}'." : $"There is no {DefaultFileName} in the folder '{path}'.";
            throw new RondoException(new Mistake("file_not_found", message) { File = file, Hint = "Give the path of a lifecycle file, of its folder, or of data with --target COLUMN." });
        }
        if (info.Length > YamlText.MaxBytes) throw YamlText.TooLarge(info.Length, file);
        try
        {
            return File.ReadAllBytes(file);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new RondoException(new Mistake("file_not_readable", $"The file can't be read: {fault.Message}") { File = file });
        }
    }

    static SpecDocument Bind(YamlNode? root, string? file, string folder, List<Mistake> mistakes, PartCatalog? parts, SpecChanges? changes)
    {
        if (root is null) throw new RondoException(mistakes);
        if (root is not YamlMap map)
        {
            mistakes.Add(new Mistake("wrong_type", $"The file holds {root.Found}; expected the keys define, prepare, train.")
            {
                File = file,
                Line = root.At.Line,
                Column = root.At.Column,
                Hint = "Write a space after the colon of `key: value`.",
            });
            throw new RondoException(mistakes);
        }
        if (changes is not null)
        {
            map = changes.Apply(map, folder, mistakes);
            if (mistakes.Count > 0) throw new RondoException(mistakes);
        }
        var sourceMap = SourceMap.Of(map, file);
        var reader = new SectionReader(map, "", sourceMap, mistakes);
        var spec = ReadSpec(reader, parts ?? RondoParts.Catalog);
        // A program has no lines, and a flag has none either.
        if (mistakes.Count > 0) throw new RondoException(mistakes.OrderBy(m => m.Line).ThenBy(m => m.Column));
        return new SpecDocument(spec, sourceMap, folder, NameFrom(file ?? "model")) { Alerts = AlertsOf(spec) };
    }

    internal static ImmutableArray<SpecAlert> AlertsOf(LifecycleSpec spec) =>
    [
        .. spec.Later.SelectMany(section => Idle(section.Key, section.Value)).Select(path => new SpecAlert("section_not_used", $"'{path}' is declared, and not in force in this version of Rondo.")),
        .. SpecSecrets.Find(SpecTree.Of(spec)),
    ];

    static IEnumerable<string> Idle(string section, YamlMap map)
    {
        var paths = map.Entries.Select(e => $"{section}.{e.Key}").ToArray();
        if (paths.Length == 0 && SpecWords.InForce.Any(p => p.StartsWith(section + ".", StringComparison.Ordinal))) return [];
        return paths.Any(SpecWords.InForce.Contains) ? paths.Where(p => !SpecWords.InForce.Contains(p)) : [section];
    }

    static LifecycleSpec ReadSpec(SectionReader top, PartCatalog parts)
    {
        var version = ReadVersion(top);
        var name = ReadName(top);
        var define = top.Section("define");
        var prepare = top.Section("prepare");
        var train = top.Section("train");
        if (define is null && top.Map["define"] is null) top.Missing("define", "it says what is to be predicted");
        if (prepare is null && top.Map["prepare"] is null) top.Missing("prepare", "it says where the rows come from");
        var later = ImmutableSortedDictionary.CreateBuilder<string, YamlMap>(StringComparer.Ordinal);
        foreach (var key in SpecWords.Later)
        {
            if (top.Section(key) is not { } section) continue;
            new LaterReader(top).Check(key, section.Map);
            if (key == "observe") new AlertsReader(top).Check(section.Map);
            later.Add(key, section.Map);
        }
        top.Finish();
        // A section that is missing or of the wrong type is a mistake already: the spec is never handed out then.
        return new LifecycleSpec
        {
            Version = version,
            Name = name,
            Define = define is null ? null! : DefineReader.Read(define),
            Prepare = prepare is null ? null! : PrepareReader.Read(prepare, parts),
            Train = train is null ? new TrainSpec() : TrainReader.Read(train, parts, isTimed: prepare?.Map["time"] is not null),
            Later = later.ToImmutable(),
        };
    }

    static int? ReadVersion(SectionReader top)
    {
        if (top.Integer("version", 1) is not { } version) return null;
        if (version > 1)
            top.Add("newer_file", FormattableString.Invariant($"The file has version {version}; this Rondo reads version 1."), top.Map["version"]!.At, "version", "Use a newer Rondo.");
        return (int)Math.Min(version, int.MaxValue);
    }

    static string? ReadName(SectionReader top)
    {
        if (top.Text("name") is not { } name) return null;
        if (name.Length is > 0 and <= 100 && name.All(IsNameCharacter) && char.IsAsciiLetterOrDigit(name[0])) return name;
        top.Add("bad_name", $"'{name}' can't name a model.", top.Map["name"]!.At, "name",
            $"Use letters, digits, '.', '_' and '-', a letter or digit first: '{NameFrom(name.Replace('/', '-'))}'.");
        return null;
    }

    static bool IsNameCharacter(char c) => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-';
}

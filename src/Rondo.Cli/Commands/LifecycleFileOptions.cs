using System.CommandLine;
using System.Globalization;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Spec;
using Rondo.Lifecycle.Spec.Overlays;

namespace Rondo.Cli.Commands;

/// <summary>How verbs are told a lifecycle file, and what is laid over it.</summary>
sealed class LifecycleFileOptions
{
    private readonly Argument<string?> _path = new("path") { Description = "A lifecycle file, a folder with a rondo.yaml, or a data file with --target (default: this folder).", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<string?> _target = new("--target") { Description = "The column to predict, when PATH is a data file." };
    private readonly Option<string[]> _with = new("--with") { Description = "A file that is laid over the lifecycle file, such as prod.yaml; may be given several times.", Arity = ArgumentArity.OneOrMore };
    private readonly Option<string[]> _set = new("--set") { Description = "One value over the lifecycle file's, such as prepare.split.test=0.3; may be given several times.", Arity = ArgumentArity.OneOrMore };

    public Command AddTo(Command command)
    {
        command.Arguments.Add(_path);
        foreach (var option in (Option[])[_target, _with, _set]) command.Options.Add(option);
        return command;
    }

    /// <exception cref="RondoException">There is no such file, or it has mistakes.</exception>
    public SpecDocument Read(ParseResult parsed)
    {
        var changes = new SpecChanges { Files = [.. parsed.GetValue(_with) ?? []], Values = [.. parsed.GetValue(_set) ?? []] };
        return Read(parsed.CommandResult.Command.Name, parsed.GetValue(_path) ?? ".", parsed.GetValue(_target), changes);
    }

    static SpecDocument Read(string verb, string path, string? target, SpecChanges changes)
    {
        if (Directory.Exists(path))
        {
            var file = Path.Combine(path, SpecReader.DefaultFileName);
            if (!File.Exists(file))
                throw new RondoException("no_lifecycle_file", $"There is no rondo.yaml in '{path}'.", "Name a lifecycle file, or a data file with --target COLUMN.");
            path = file;
        }
        var isLifecycleFile = Path.GetExtension(path) is ".yaml" or ".yml";
        if (isLifecycleFile && target is not null)
            throw new RondoException("bad_arguments", "--target goes with a data file; a lifecycle file says its target itself.");
        if (isLifecycleFile) return SpecReader.Read(path, changes: changes);
        return target is not null
            ? SpecReader.ForData(path, target, changes)
            : throw new RondoException("no_target", string.Create(CultureInfo.InvariantCulture, $"'{path}' is no lifecycle file, and --target does not say what to predict."), $"Write: rondo {verb} DATA --target COLUMN.");
    }
}

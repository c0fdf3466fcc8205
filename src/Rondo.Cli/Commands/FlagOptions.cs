using System.CommandLine;
using Rondo.Deploy.Flags;

namespace Rondo.Cli.Commands;

/// <summary>Flags that other programs take too, as options of a verb.</summary>
sealed class FlagOptions
{
    private readonly Dictionary<Flag, Option> _options;

    public FlagOptions(IEnumerable<Flag> flags) => _options = flags.ToDictionary(f => f, OptionOf);

    public void AddTo(Command command)
    {
        foreach (var option in _options.Values) command.Add(option);
    }

    public GivenFlags Given(ParseResult parsed) => new(flag => parsed.GetResult(_options[flag]) is not { Implicit: false } ? [] : _options[flag] switch
    {
        Option<bool> option => parsed.GetValue(option) ? ["true"] : [],
        Option<string[]> option => parsed.GetValue(option) ?? [],
        var option => parsed.GetValue((Option<string?>)option) is { } text ? [text] : [],
    });

    static Option OptionOf(Flag flag)
    {
        if (flag.IsSwitch) return new Option<bool>(flag.Name) { Description = flag.Description };
        if (flag.IsRepeated) return new Option<string[]>(flag.Name) { Description = flag.Description };
        var option = new Option<string?>(flag.Name) { Description = flag.Description };
        if (flag.Default is { } value) option.DefaultValueFactory = _ => value;
        if (!flag.Words.IsEmpty) option.AcceptOnlyFromAmong([.. flag.Words]);
        return option;
    }
}

using System.Collections.Immutable;
using System.Globalization;
using Rondo.Engine.Errors;

namespace Rondo.Observe.Alerts;

/// <summary>
/// When there is something to tell: comparisons of signals with numbers, such as <c>drift.share > 0.3</c>, joined by <c>and</c> and <c>or</c>, of which <c>and</c> binds closer.
/// </summary>
public sealed record AlertCondition
{
    const int LongestText = 500;
    const string Example = "Write a signal, one of > >= < <=, and a number, such as `drift.share > 0.3`; join several by `and` or `or`.";

    readonly ImmutableArray<ImmutableArray<Comparison>> _anyOfAll;

    AlertCondition(ImmutableArray<ImmutableArray<Comparison>> anyOfAll) => _anyOfAll = anyOfAll;

    /// <summary>Every signal that it is about, once.</summary>
    public IReadOnlyList<string> Signals => [.. _anyOfAll.SelectMany(all => all).Select(c => c.Signal).Distinct(StringComparer.Ordinal)];

    /// <exception cref="RondoException">It is no condition; the mistake says what was found.</exception>
    public static AlertCondition Parse(string text)
    {
        if (text.Length > LongestText) throw Bad(FormattableString.Invariant($"The condition has {text.Length} characters; expected at most {LongestText}."));
        var words = new Queue<string>(text.Split((char[])[' ', '\t', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries).SelectMany(Pieces));
        if (words.Count == 0) throw Bad("The condition is empty.");
        var anyOfAll = new List<ImmutableArray<Comparison>>();
        var all = new List<Comparison> { Comparison(words) };
        while (words.TryDequeue(out var joint))
        {
            if (joint is not ("and" or "or")) throw Bad($"'{VisibleText.Of(joint)}' follows a comparison; expected `and` or `or`.");
            if (joint == "or")
            {
                anyOfAll.Add([.. all]);
                all.Clear();
            }
            all.Add(Comparison(words));
        }
        anyOfAll.Add([.. all]);
        return new AlertCondition([.. anyOfAll]);
    }

    /// <summary>
    /// Whether it holds; null when the signals that are known don't say. Of an <c>or</c> the known side decides alone, and an <c>and</c> fails by one side.
    /// </summary>
    public bool? Holds(IReadOnlyDictionary<string, double> signals)
    {
        bool? any = null;
        foreach (var all in _anyOfAll)
        {
            var holds = HoldAll(all, signals);
            if (holds is true) return true;
            any ??= holds;
        }
        return any;
    }

    /// <summary>The values that it looked at, of the signals that are known.</summary>
    public IReadOnlyDictionary<string, double> ValuesIn(IReadOnlyDictionary<string, double> signals) => Signals
        .Where(s => SignalNames.ValueOf(signals, s) is not null).ToDictionary(s => s, s => SignalNames.ValueOf(signals, s)!.Value, StringComparer.Ordinal);

    public bool Equals(AlertCondition? other) => other is not null && ToString() == other.ToString();

    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(ToString());

    /// <summary>The one way to write it, by which a rule is known again.</summary>
    public override string ToString() => string.Join(" or ", _anyOfAll.Select(all => string.Join(" and ", all)));

    static bool? HoldAll(ImmutableArray<Comparison> all, IReadOnlyDictionary<string, double> signals)
    {
        var isUnknown = false;
        foreach (var comparison in all)
        {
            var holds = comparison.Holds(signals);
            if (holds is false) return false;
            isUnknown |= holds is null;
        }
        return isUnknown ? null : true;
    }

    // An operator needs no blanks around it.
    static IEnumerable<string> Pieces(string word)
    {
        var at = word.AsSpan().IndexOfAny('<', '>');
        if (at < 0) return [word];
        var length = at + 1 < word.Length && word[at + 1] == '=' ? 2 : 1;
        return ((string[])[word[..at], word.Substring(at, length), word[(at + length)..]]).Where(p => p.Length > 0);
    }

    static Comparison Comparison(Queue<string> words)
    {
        if (!words.TryDequeue(out var signal)) throw Bad("The condition ends where a signal is expected.");
        if (!SignalNames.IsName(signal)) throw Bad($"'{VisibleText.Of(signal)}' is no name of a signal.");
        if (!words.TryDequeue(out var sign)) throw Bad($"Nothing follows '{signal}'; expected one of > >= < <=.");
        if (sign is not (">" or ">=" or "<" or "<=")) throw Bad($"'{VisibleText.Of(sign)}' follows '{signal}'; expected one of > >= < <=.");
        if (!words.TryDequeue(out var number)) throw Bad($"Nothing follows '{signal} {sign}'; expected a number.");
        if (!double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var bound) || !double.IsFinite(bound))
            throw Bad($"'{VisibleText.Of(number)}' follows '{signal} {sign}'; expected a number.");
        return new Comparison(signal, sign, bound);
    }

    static RondoException Bad(string message) => new(new Mistake("bad_condition", message) { Hint = Example });
}

/// <summary>One comparison of a condition.</summary>
sealed record Comparison(string Signal, string Sign, double Bound)
{
    public bool? Holds(IReadOnlyDictionary<string, double> signals) => SignalNames.ValueOf(signals, Signal) switch
    {
        null => null,
        { } value => Sign switch { ">" => value > Bound, ">=" => value >= Bound, "<" => value < Bound, _ => value <= Bound },
    };

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Signal} {Sign} {Bound}");
}

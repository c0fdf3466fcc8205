using Rondo.Engine.Data;
using Rondo.Engine.Export.OpGraph;

namespace Rondo.Engine.Export.Source;

/// <summary>What differs between the two languages that a graph is written in; statements and arithmetic look alike.</summary>
interface ISourceDialect
{
    /// <summary>The word before a value that is set once: a number.</summary>
    string Number { get; }

    /// <summary>The word before a number that changes.</summary>
    string Variable { get; }

    /// <summary>The word before a text that is set once.</summary>
    string Text { get; }

    /// <summary>The word before a counter.</summary>
    string Counter { get; }

    /// <summary>What stands for no text.</summary>
    string NoText { get; }

    string NotANumber { get; }

    string Infinity { get; }

    string Input(Field field);

    string Quoted(string text);

    /// <summary>Declares an array of so many numbers that are set afterwards.</summary>
    string Array(string name, int length);

    /// <summary>Declares an array of these numbers.</summary>
    string Array(string name, IEnumerable<string> numbers);

    /// <summary>Declares a row of a table as an array.</summary>
    string Row(string name, string table, string place, int width);

    /// <summary>Declares a table of constants.</summary>
    string Table(string name, IReadOnlyList<double> numbers);

    /// <summary>Declares a list of texts; the last one may be missing.</summary>
    string Texts(string name, IReadOnlyList<string?> texts);

    /// <summary>Declares what looks up texts, and the expression that does it.</summary>
    (string Declaration, string Expression) Lookup(string name, LookupOperation lookup, string text);

    /// <summary>Declares trees, and the statement that adds their leaves up.</summary>
    (string Declaration, string Statement) Trees(string name, TreeTables trees, string features, string sums);

    /// <summary>Declares rows, and the statement that lets the nearest vote.</summary>
    (string Declaration, string Statement) Nearest(string name, NeighborTables neighbors, string asked, string votes);
}

using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Rondo.Lifecycle.Spec.Yaml;

/// <summary>The events of a YAML text. Whatever the scanner trips over is a fault of the text with a place.</summary>
sealed class EventReader(string text) : IParser
{
    private readonly Parser _parser = new(new Scanner(new StringReader(text), skipComments: true));
    private Mark _last = new(0, 1, 1);

    public ParsingEvent? Current => _parser.Current;

    public bool MoveNext()
    {
        try
        {
            var moved = _parser.MoveNext();
            if (_parser.Current is { } current) _last = current.End;
            return moved;
        }
        catch (Exception fault) when (fault is not YamlException)
        {
            // The scanner throws its own invariants' exceptions for some broken texts, such as a flow list with '[-,'.
            throw new YamlException(_last, _last, "something after this place breaks off or has no meaning.", fault);
        }
    }
}

using System.Text;
using Rondo.Prepare.Sources;

namespace Rondo.Cli.Output;

/// <summary>Passes text on without any known secret. Single characters wait for the end of their line.</summary>
sealed class RedactingWriter(TextWriter inner) : TextWriter(inner.FormatProvider)
{
    private readonly StringBuilder _line = new();
    private readonly Lock _lock = new();

    /// <summary>For what is free of secrets already.</summary>
    public TextWriter Inner => inner;

    public override Encoding Encoding => inner.Encoding;

    public override void Write(char value)
    {
        lock (_lock)
        {
            _line.Append(value);
            if (value == '\n') Pass();
        }
    }

    public override void Write(ReadOnlySpan<char> buffer) => Write(buffer.ToString());

    public override void Write(char[] buffer, int index, int count) => Write(new string(buffer, index, count));

    public override void Write(string? value)
    {
        lock (_lock)
        {
            _line.Append(value);
            Pass();
        }
    }

    public override void WriteLine(string? value) => Write(value + NewLine);

    public override void Flush()
    {
        lock (_lock) Pass();
        inner.Flush();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) Flush();
        base.Dispose(disposing);
    }

    void Pass()
    {
        if (_line.Length == 0) return;
        inner.Write(Secrets.Redact(_line.ToString()));
        _line.Clear();
    }
}

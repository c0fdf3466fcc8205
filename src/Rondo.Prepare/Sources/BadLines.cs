using System.Text;

namespace Rondo.Prepare.Sources;

/// <summary>Counts the lines that fit no pattern, and keeps them in a file beside their place and the reason.</summary>
public sealed class BadLines(string? path = null) : IDisposable
{
    private const int Shown = 3;

    private readonly List<string> _examples = [];
    private StreamWriter? _kept;

    public long Count { get; private set; }

    /// <summary>Where they are kept; null: they are only counted.</summary>
    public string? Path => path;

    /// <summary>The first ones, each as <c>file:line reason</c>.</summary>
    public IReadOnlyList<string> Examples => _examples;

    /// <param name="line">1-based.</param>
    public void Add(string file, long line, ReadOnlySpan<char> text, string reason)
    {
        Count++;
        var where = FormattableString.Invariant($"{System.IO.Path.GetFileName(file)}:{line}");
        if (_examples.Count < Shown) _examples.Add($"{where} {reason}");
        if (path is null) return;
        _kept ??= Open(path);
        _kept.Write(where);
        _kept.Write('\t');
        _kept.Write(reason);
        _kept.Write('\t');
        _kept.Write(text);
        _kept.Write('\n');
    }

    public void Dispose()
    {
        if (_kept is null) return;
        _kept.Flush();
        ((FileStream)_kept.BaseStream).Flush(flushToDisk: true);
        _kept.Dispose();
        _kept = null;
    }

    static StreamWriter Open(string path)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path))!);
        return new StreamWriter(new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
    }
}

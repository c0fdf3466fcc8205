using System.Security.Cryptography;
using System.Text;
using Rondo.Engine.Errors;
using Rondo.Prepare.Sources;

namespace Rondo.Sources.Http.Kept;

/// <summary>
/// A folder of contents, named by their hash, and notes on the requests that gave them. Each file is whole or absent,
/// and is compared with its hash before use: a damaged one counts as absent. Without a folder the store is gone with the run.
/// </summary>
sealed class ContentStore : IDisposable
{
    private const string LockName = "lock";

    private readonly string _folder;
    private readonly bool _isTemporary;
    private readonly string _scratch;
    private readonly HashSet<string> _used = new([LockName], StringComparer.Ordinal);
    private readonly FileStream? _lock;

    public ContentStore(string? folder)
    {
        _scratch = Directory.CreateTempSubdirectory("rondo-http-").FullName;
        _lock = folder is null ? null : Lock(Path.GetFullPath(folder));
        _isTemporary = _lock is null;
        _folder = _lock is null ? _scratch : Path.GetFullPath(folder!);
    }

    /// <summary>A folder that is gone after the run.</summary>
    public string Scratch => _scratch;

    public string PathOf(string file) => File.Exists(Path.Combine(_folder, file)) ? Path.Combine(_folder, file) : Path.Combine(_scratch, file);

    /// <summary>What an earlier run noted for this key, if its content is there and undamaged.</summary>
    public KeptContent? Find(string key)
    {
        try
        {
            // The first line is the hash of the second.
            if (File.ReadAllLines(NotePath(key)) is not [var check, var json] || check != HashOf(Encoding.UTF8.GetBytes(json))) return null;
            var note = KeptContent.FromJson(json);
            return Use(note.File, note.Hash) is null ? null : note;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or System.Text.Json.JsonException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    /// <summary>The path of a content with this name and hash, or null when there is none.</summary>
    public string? Use(string file, string hash)
    {
        var path = Path.Combine(_folder, Path.GetFileName(file));
        if (!File.Exists(path)) return null;
        using (var stream = File.OpenRead(path))
            if (Convert.ToHexStringLower(SHA256.HashData(stream)) != hash) return null;
        _used.Add(Path.GetFileName(path));
        return path;
    }

    /// <summary>A new file to write a content to. Between runs nothing is left of it.</summary>
    public FileStream NewFile() => new(Path.Combine(_folder, $"{Guid.NewGuid():n}.part"), FileMode.CreateNew, FileAccess.ReadWrite);

    /// <summary>Gives a content its name; from here on it is whole, whatever happens to the machine.</summary>
    public void Adopt(FileStream content, string file)
    {
        try
        {
            content.Flush(flushToDisk: !_isTemporary);
            content.Dispose();
            File.Move(content.Name, Path.Combine(_folder, file), overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(e);
        }
        _used.Add(file);
    }

    /// <summary>Puts a content where it is gone after the run.</summary>
    public void AddForNow(ReadOnlySpan<byte> content, string file) => File.WriteAllBytes(Path.Combine(_scratch, file), content);

    public void Add(ReadOnlySpan<byte> content, string file)
    {
        if (File.Exists(Path.Combine(_folder, file)) && Use(file, HashOf(content)) is not null) return;
        Write(content, file);
    }

    /// <summary>Notes what the request gave, unless a secret would be written with it: then the next run asks without conditions.</summary>
    public void Note(string key, KeptContent content)
    {
        var json = content.ToJson();
        if (!content.HasValidator || HoldsSecret(json)) return;
        Write(Encoding.UTF8.GetBytes($"{HashOf(Encoding.UTF8.GetBytes(json))}\n{json}\n"), Path.GetFileName(NotePath(key)));
    }

    public void Touch(string key) => _used.Add(Path.GetFileName(NotePath(key)));

    /// <summary>Removes what this run did not use.</summary>
    public void Prune()
    {
        foreach (var file in Directory.EnumerateFiles(_folder))
            if (!_used.Contains(Path.GetFileName(file))) File.Delete(file);
    }

    // What is hidden beside passwords within addresses, which are the data's own.
    public static bool HoldsSecret(string text) => Secrets.Redact(text) != Secrets.HideLiterals(text);

    public static string HashOf(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    public void Dispose()
    {
        Directory.Delete(_scratch, recursive: true);
        if (_isTemporary) return;
        foreach (var part in Directory.EnumerateFiles(_folder, "*.part")) File.Delete(part);
        _lock!.Dispose();
    }

    public static RondoException Unwritable(Exception e) =>
        new("unwritable_folder", $"What was fetched can't be stored: {e.Message}", "Is the disk full, or the folder write-protected?");

    // Another run that reads the same source has the folder; this one does without.
    static FileStream? Lock(string folder)
    {
        Directory.CreateDirectory(folder);
        try
        {
            return new FileStream(Path.Combine(folder, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    void Write(ReadOnlySpan<byte> content, string file)
    {
        using var stream = NewFile();
        try
        {
            stream.Write(content);
        }
        catch (IOException e)
        {
            throw Unwritable(e);
        }
        Adopt(stream, file);
    }

    string NotePath(string key) => Path.Combine(_folder, $"{key}.note");
}

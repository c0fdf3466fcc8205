using System.Text.RegularExpressions;

namespace Rondo.Engine.Export.JavaScript;

/// <summary>The functions that touch bits, texts or the rounding of the language, and the translation of those that C shares.</summary>
static partial class JavaScriptFunctions
{
    public static IReadOnlyDictionary<string, string> Own { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["rd_abs"] = "const rd_abs = Math.abs;",
        ["rd_floor"] = "const rd_floor = Math.floor;",
        ["rd_ceil"] = "const rd_ceil = Math.ceil;",
        ["rd_single"] = "const rd_single = Math.fround;",
        ["rd_sqrt"] = "const rd_sqrt = Math.sqrt;",
        ["rd_remainder"] = "const rd_remainder = (x, y) => x % y;",
        ["rd_double"] = "const rd_double = new Float64Array(1), rd_words = new Uint32Array(rd_double.buffer);",
        ["rd_words"] = "",
        ["rd_two"] = """
            function rd_two(power) {
            rd_double[0] = 0;
            rd_words[1] = (power + 1023) << 20;
            return rd_double[0];
            }
            """,
        ["rd_scale"] = """
            function rd_scale(x, power) {
            if (power > -1022 && power < 1024) return x * rd_two(power);
            const half = Math.trunc(power / 2);
            return x * rd_two(half) * rd_two(power - half);
            }
            """,
        ["rd_exponent"] = """
            function rd_exponent(x) {
            let extra = 1023;
            if (x < 2.2250738585072014e-308) { x *= 18014398509481984; extra = 1077; }
            rd_double[0] = x;
            return (rd_words[1] >>> 20) - extra;
            }
            """,
        ["rd_mantissa"] = """
            function rd_mantissa(x) {
            if (x < 2.2250738585072014e-308) x *= 18014398509481984;
            rd_double[0] = x;
            rd_words[1] = rd_words[1] & 0xfffff | 0x3ff00000;
            return rd_double[0];
            }
            """,
        ["rd_number"] = """
            function rd_number(value) {
            return value === null || value === undefined || value === "" ? NaN : Number(value);
            }
            """,
        ["rd_text"] = """
            function rd_text(value) {
            return value === null || value === undefined ? null : String(value);
            }
            """,
        ["rd_time"] = """
            function rd_time(value, milliseconds, scale) {
            if (value === null || value === undefined || value === "") return NaN;
            if (typeof value === "number" || typeof value === "bigint") return Number(value);
            if (typeof value === "string" && !/[zZ]$|[+-]\d\d:\d\d$/.test(value)) value = value.length > 10 ? value.replace(" ", "T") + "Z" : value;
            return Math.floor(new Date(value).getTime() / milliseconds) * scale;
            }
            """,
        ["rd_compare"] = """
            function rd_compare(x, y) {
            if (x === null || y === null) return NaN;
            const a = Array.from(x), b = Array.from(y);
            for (let i = 0; i < a.length && i < b.length; i++)
            if (a[i] !== b[i]) return Math.sign(a[i].codePointAt(0) - b[i].codePointAt(0));
            return Math.sign(a.length - b.length);
            }
            """,
        ["rd_length"] = "const rd_length = text => text === null ? NaN : Array.from(text).length;",
        ["rd_contains"] = "const rd_contains = (text, part) => text === null || part === null ? NaN : text.includes(part) ? 1 : 0;",
        ["rd_starts_with"] = "const rd_starts_with = (text, part) => text === null || part === null ? NaN : text.startsWith(part) ? 1 : 0;",
        ["rd_ends_with"] = "const rd_ends_with = (text, part) => text === null || part === null ? NaN : text.endsWith(part) ? 1 : 0;",
        ["rd_hash"] = """
            function rd_hash(text) {
            if (text === null) return NaN;
            const bytes = new TextEncoder().encode(text);
            let hash = 0;
            for (let i = 0; i <= bytes.length; i += 4) {
            let word = 0;
            for (let j = 0; j < 4 && i + j < bytes.length; j++) word |= bytes[i + j] << 8 * j;
            word = Math.imul(word, 0xcc9e2d51);
            word = Math.imul(word << 15 | word >>> 17, 0x1b873593);
            hash ^= word;
            if (i + 4 <= bytes.length) hash = Math.imul(hash << 13 | hash >>> 19, 5) + 0xe6546b64 | 0;
            }
            hash ^= bytes.length;
            hash = Math.imul(hash ^ hash >>> 16, 0x85ebca6b);
            hash = Math.imul(hash ^ hash >>> 13, 0xc2b2ae35);
            return hash ^ hash >>> 16;
            }
            """,
        ["rd_bytes"] = """
            function rd_bytes(text) {
            const binary = atob(text), bytes = new Uint8Array(binary.length);
            for (let i = 0; i < bytes.length; i++) bytes[i] = binary.charCodeAt(i);
            return bytes.buffer;
            }
            """,
        ["rd_unpack"] = """
            function rd_unpack(trees, width, shape, features, counts, thresholds, splits, leaves, values) {
            const flags = features.flatMap((feature, i) => new Array(counts[i]).fill(feature));
            const count = splits === null ? 0 : splits.length;
            const t = { roots: [], values, feature: new Int32Array(count), threshold: new Float32Array(count), left: new Int32Array(count), right: new Int32Array(count) };
            let bit = 0, split = 0, leaf = 0;
            const pending = [];
            for (let tree = 0; tree < trees; tree++) {
            pending.push([t.roots, tree]);
            while (pending.length > 0) {
            const [at, place] = pending.pop();
            const isSplit = shape[bit >> 3] >> (bit++ & 7) & 1;
            if (!isSplit) { at[place] = ~(leaves === null ? leaf : leaves[leaf]); leaf++; continue; }
            t.feature[split] = flags[splits[split]];
            t.threshold[split] = thresholds[splits[split]];
            at[place] = split;
            pending.push([t.right, split], [t.left, split]);
            split++;
            }
            }
            return t;
            }
            """,
    };

    [GeneratedRegex(@"^static (?:double|int|void) (\w+)\(([^)]*)\)", RegexOptions.Multiline)]
    private static partial Regex Head { get; }

    [GeneratedRegex(@"^(\s*)(?:double|int) (\w+)\[2\];", RegexOptions.Multiline)]
    private static partial Regex Pair { get; }

    [GeneratedRegex(@"^(\s*)(?:double|int) ", RegexOptions.Multiline)]
    private static partial Regex Declaration { get; }

    [GeneratedRegex(@"\(int\)([\w.]+(?:\[\w+\])?(?:\.\w+)?)")]
    private static partial Regex Whole { get; }

    [GeneratedRegex(@"splits\[at\]\.(\w+)")]
    private static partial Regex Split { get; }

    [GeneratedRegex(@"^\s+", RegexOptions.Multiline)]
    private static partial Regex Indentation { get; }

    /// <summary>A function of what C and JavaScript share, in JavaScript and without indentation.</summary>
    public static string Translated(string function)
    {
        if (!function.StartsWith("static ", StringComparison.Ordinal)) return function;
        var text = Head.Replace(function, head => $"function {head.Groups[1].Value}({string.Join(", ", head.Groups[2].Value.Split(',').Select(p => p[(p.LastIndexOfAny([' ', '*']) + 1)..]))})");
        text = Pair.Replace(text, "$1const $2 = [0, 0];");
        text = Declaration.Replace(text, "$1let ");
        text = Whole.Replace(text, "($1 | 0)");
        text = Split.Replace(text, "splits.$1[at]");
        return Indentation.Replace(text.Replace("NAN", "NaN", StringComparison.Ordinal).Replace("INFINITY", "Infinity", StringComparison.Ordinal).Replace("1u)", "1)", StringComparison.Ordinal), "");
    }
}

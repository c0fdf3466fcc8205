namespace Rondo.Engine.Export.C;

/// <summary>The functions that touch bits, texts or the rounding of the language.</summary>
static class CFunctions
{
    public static IReadOnlyDictionary<string, string> Own { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["rd_split"] = """
            typedef struct { float threshold; int feature; int left; int right; } rd_split;
            """,
        ["rd_abs"] = """
            static double rd_abs(double x)
            {
                return x < 0 ? -x : x == 0 ? 0 : x;
            }
            """,
        ["rd_floor"] = """
            static double rd_floor(double x)
            {
                double whole;
                if (!(x > -4503599627370496.0 && x < 4503599627370496.0)) return x;
                whole = (double)(long long)x;
                return whole > x ? whole - 1 : whole;
            }
            """,
        ["rd_ceil"] = """
            static double rd_ceil(double x)
            {
                return -rd_floor(-x);
            }
            """,
        ["rd_single"] = """
            static double rd_single(double x)
            {
                return (double)(float)x;
            }
            """,
        ["rd_sqrt"] = """
            static double rd_sqrt(double x)
            {
                return x < 0 ? NAN : sqrt(x);
            }
            """,
        ["rd_remainder"] = """
            static double rd_remainder(double x, double y)
            {
                return fmod(x, y);
            }
            """,
        ["rd_bits"] = """
            static double rd_bits(unsigned long long bits)
            {
                double number;
                memcpy(&number, &bits, sizeof number);
                return number;
            }
            """,
        ["rd_scale"] = """
            static double rd_scale(double x, double power)
            {
                int k = (int)power, half;
                if (k > -1022 && k < 1024) return x * rd_bits((unsigned long long)(k + 1023) << 52);
                half = k / 2;
                return x * rd_bits((unsigned long long)(half + 1023) << 52) * rd_bits((unsigned long long)(k - half + 1023) << 52);
            }
            """,
        ["rd_exponent"] = """
            static double rd_exponent(double x)
            {
                unsigned long long bits;
                double extra = 0;
                if (x < 2.2250738585072014e-308) { x *= 18014398509481984.0; extra = -54; }
                memcpy(&bits, &x, sizeof bits);
                return (double)(int)(bits >> 52) - 1023 + extra;
            }
            """,
        ["rd_mantissa"] = """
            static double rd_mantissa(double x)
            {
                unsigned long long bits;
                if (x < 2.2250738585072014e-308) x *= 18014398509481984.0;
                memcpy(&bits, &x, sizeof bits);
                return rd_bits((bits & 0x000fffffffffffffULL) | 0x3ff0000000000000ULL);
            }
            """,
        ["rd_lookup"] = """
            static double rd_lookup(const char *text, const char *const *texts, const int *order, int count, double missing, double unlisted)
            {
                int low = 0, high = count - 1, middle, compared;
                if (text == NULL) return missing;
                while (low <= high)
                {
                    middle = (low + high) / 2;
                    compared = strcmp(text, texts[middle]);
                    if (compared == 0) return order == NULL ? middle : order[middle];
                    if (compared < 0) high = middle - 1;
                    else low = middle + 1;
                }
                return unlisted;
            }
            """,
        ["rd_compare"] = """
            static double rd_compare(const char *x, const char *y)
            {
                int compared;
                if (x == NULL || y == NULL) return NAN;
                compared = strcmp(x, y);
                return compared < 0 ? -1 : compared > 0 ? 1 : 0;
            }
            """,
        ["rd_length"] = """
            static double rd_length(const char *text)
            {
                double length = 0;
                if (text == NULL) return NAN;
                for (; *text != 0; text++) if (((unsigned char)*text & 0xc0) != 0x80) length += 1;
                return length;
            }
            """,
        ["rd_contains"] = """
            static double rd_contains(const char *text, const char *part)
            {
                if (text == NULL || part == NULL) return NAN;
                return strstr(text, part) != NULL ? 1 : 0;
            }
            """,
        ["rd_starts_with"] = """
            static double rd_starts_with(const char *text, const char *part)
            {
                if (text == NULL || part == NULL) return NAN;
                return strncmp(text, part, strlen(part)) == 0 ? 1 : 0;
            }
            """,
        ["rd_ends_with"] = """
            static double rd_ends_with(const char *text, const char *part)
            {
                size_t length, tail;
                if (text == NULL || part == NULL) return NAN;
                length = strlen(text);
                tail = strlen(part);
                return length >= tail && strcmp(text + (length - tail), part) == 0 ? 1 : 0;
            }
            """,
        ["rd_hash"] = """
            static double rd_hash(const char *text)
            {
                const unsigned char *bytes = (const unsigned char *)text;
                unsigned int hash = 0, word;
                size_t length, i, j;
                if (text == NULL) return NAN;
                length = strlen(text);
                for (i = 0; i <= length; i += 4)
                {
                    word = 0;
                    for (j = 0; j < 4 && i + j < length; j++) word |= (unsigned int)bytes[i + j] << (8 * j);
                    word *= 0xcc9e2d51u;
                    word = (word << 15 | word >> 17) * 0x1b873593u;
                    hash ^= word;
                    if (i + 4 <= length) hash = (hash << 13 | hash >> 19) * 5 + 0xe6546b64u;
                }
                hash ^= (unsigned int)length;
                hash = (hash ^ hash >> 16) * 0x85ebca6bu;
                hash = (hash ^ hash >> 13) * 0xc2b2ae35u;
                hash ^= hash >> 16;
                return hash < 0x80000000u ? (double)hash : (double)hash - 4294967296.0;
            }
            """,
    };
}

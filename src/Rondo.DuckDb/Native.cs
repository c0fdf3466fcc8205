using System.Runtime.InteropServices;
using System.Runtime.InteropServices.Marshalling;

namespace Rondo.DuckDb;

/// <summary>DuckDB's result as its C API hands it out; only the last field is of use.</summary>
[StructLayout(LayoutKind.Sequential)]
struct NativeResult
{
#pragma warning disable IDE0044, IDE0051, CS0169 // the layout of the C API
    private ulong _columnCount;
    private ulong _rowCount;
    private ulong _rowsChanged;
    private nint _columns;
    private nint _errorMessage;
    private nint _internalData;
#pragma warning restore IDE0044, IDE0051, CS0169
}

enum NativeState
{
    Success = 0,
    Error = 1,
}

/// <summary>The part of DuckDB's C API (duckdb.h, 1.5) that the binding calls.</summary>
static unsafe partial class Native
{
    const string Lib = NativeLibraryLoader.Name;

    static Native() => NativeLibraryLoader.Register();

    [LibraryImport(Lib)] public static partial nint duckdb_library_version();
    [LibraryImport(Lib)] public static partial void duckdb_free(nint pointer);

    [LibraryImport(Lib)] public static partial NativeState duckdb_create_config(out nint config);
    [LibraryImport(Lib, StringMarshalling = StringMarshalling.Utf8)] public static partial NativeState duckdb_set_config(nint config, string name, string value);
    [LibraryImport(Lib)] public static partial void duckdb_destroy_config(ref nint config);
    [LibraryImport(Lib, StringMarshalling = StringMarshalling.Utf8)] public static partial NativeState duckdb_open_ext(string path, out nint database, nint config, out nint error);
    [LibraryImport(Lib)] public static partial void duckdb_close(ref nint database);
    [LibraryImport(Lib)] public static partial NativeState duckdb_connect(nint database, out nint connection);
    [LibraryImport(Lib)] public static partial void duckdb_disconnect(ref nint connection);
    [LibraryImport(Lib)] public static partial void duckdb_interrupt(nint connection);

    [LibraryImport(Lib, StringMarshalling = StringMarshalling.Utf8)] public static partial NativeState duckdb_prepare(nint connection, string sql, out nint statement);
    [LibraryImport(Lib)] public static partial nint duckdb_prepare_error(nint statement);
    [LibraryImport(Lib)] public static partial void duckdb_destroy_prepare(ref nint statement);
    [LibraryImport(Lib)] public static partial ulong duckdb_nparams(nint statement);
    [LibraryImport(Lib)] public static partial NativeState duckdb_bind_value(nint statement, ulong index, nint value);

    [LibraryImport(Lib)] public static partial nint duckdb_create_null_value();
    [LibraryImport(Lib)] public static partial nint duckdb_create_bool([MarshalAs(UnmanagedType.U1)] bool value);
    [LibraryImport(Lib)] public static partial nint duckdb_create_int64(long value);
    [LibraryImport(Lib)] public static partial nint duckdb_create_double(double value);
    [LibraryImport(Lib)] public static partial nint duckdb_create_date(int days);
    [LibraryImport(Lib)] public static partial nint duckdb_create_timestamp(long micros);
    [LibraryImport(Lib)] public static partial nint duckdb_create_timestamp_tz(long micros);
    [LibraryImport(Lib)] public static partial nint duckdb_create_varchar_length(byte* text, ulong length);
    [LibraryImport(Lib)] public static partial nint duckdb_create_blob(byte* bytes, ulong length);
    [LibraryImport(Lib)] public static partial nint duckdb_create_list_value(nint childType, nint* values, ulong count);
    [LibraryImport(Lib)] public static partial void duckdb_destroy_value(ref nint value);

    [LibraryImport(Lib)] public static partial NativeState duckdb_pending_prepared(nint statement, out nint pending);
    [LibraryImport(Lib)] public static partial NativeState duckdb_pending_prepared_streaming(nint statement, out nint pending);
    [LibraryImport(Lib)] public static partial nint duckdb_pending_error(nint pending);
    [LibraryImport(Lib)] public static partial NativeState duckdb_execute_pending(nint pending, out NativeResult result);
    [LibraryImport(Lib)] public static partial void duckdb_destroy_pending(ref nint pending);

    [LibraryImport(Lib)] public static partial nint duckdb_result_error(ref NativeResult result);
    [LibraryImport(Lib)] public static partial ulong duckdb_column_count(ref NativeResult result);
    [LibraryImport(Lib)] public static partial nint duckdb_column_name(ref NativeResult result, ulong column);
    [LibraryImport(Lib)] public static partial nint duckdb_column_logical_type(ref NativeResult result, ulong column);
    [LibraryImport(Lib)] public static partial ulong duckdb_rows_changed(ref NativeResult result);
    [LibraryImport(Lib)] public static partial nint duckdb_fetch_chunk(NativeResult result);
    [LibraryImport(Lib)] public static partial void duckdb_destroy_result(ref NativeResult result);

    [LibraryImport(Lib)] public static partial nint duckdb_create_data_chunk(nint* types, ulong count);
    [LibraryImport(Lib)] public static partial void duckdb_data_chunk_reset(nint chunk);
    [LibraryImport(Lib)] public static partial void duckdb_destroy_data_chunk(ref nint chunk);
    [LibraryImport(Lib)] public static partial ulong duckdb_data_chunk_get_size(nint chunk);
    [LibraryImport(Lib)] public static partial void duckdb_data_chunk_set_size(nint chunk, ulong size);
    [LibraryImport(Lib)] public static partial nint duckdb_data_chunk_get_vector(nint chunk, ulong column);
    [LibraryImport(Lib)] public static partial ulong duckdb_vector_size();
    [LibraryImport(Lib)] public static partial void* duckdb_vector_get_data(nint vector);
    [LibraryImport(Lib)] public static partial ulong* duckdb_vector_get_validity(nint vector);
    [LibraryImport(Lib)] public static partial void duckdb_vector_ensure_validity_writable(nint vector);
    [LibraryImport(Lib)] public static partial void duckdb_vector_assign_string_element_len(nint vector, ulong row, byte* text, ulong length);
    [LibraryImport(Lib)] public static partial nint duckdb_list_vector_get_child(nint vector);
    [LibraryImport(Lib)] public static partial ulong duckdb_list_vector_get_size(nint vector);
    [LibraryImport(Lib)] public static partial nint duckdb_struct_vector_get_child(nint vector, ulong index);
    [LibraryImport(Lib)] public static partial nint duckdb_array_vector_get_child(nint vector);

    [LibraryImport(Lib)] public static partial nint duckdb_create_logical_type(LogicalTypeId id);
    [LibraryImport(Lib)] public static partial void duckdb_destroy_logical_type(ref nint type);
    [LibraryImport(Lib)] public static partial LogicalTypeId duckdb_get_type_id(nint type);
    [LibraryImport(Lib)] public static partial nint duckdb_logical_type_get_alias(nint type);
    [LibraryImport(Lib)] public static partial byte duckdb_decimal_width(nint type);
    [LibraryImport(Lib)] public static partial byte duckdb_decimal_scale(nint type);
    [LibraryImport(Lib)] public static partial LogicalTypeId duckdb_decimal_internal_type(nint type);
    [LibraryImport(Lib)] public static partial LogicalTypeId duckdb_enum_internal_type(nint type);
    [LibraryImport(Lib)] public static partial uint duckdb_enum_dictionary_size(nint type);
    [LibraryImport(Lib)] public static partial nint duckdb_enum_dictionary_value(nint type, ulong index);
    [LibraryImport(Lib)] public static partial nint duckdb_list_type_child_type(nint type);
    [LibraryImport(Lib)] public static partial nint duckdb_array_type_child_type(nint type);
    [LibraryImport(Lib)] public static partial ulong duckdb_array_type_array_size(nint type);
    [LibraryImport(Lib)] public static partial nint duckdb_map_type_key_type(nint type);
    [LibraryImport(Lib)] public static partial nint duckdb_map_type_value_type(nint type);
    [LibraryImport(Lib)] public static partial ulong duckdb_struct_type_child_count(nint type);
    [LibraryImport(Lib)] public static partial nint duckdb_struct_type_child_name(nint type, ulong index);
    [LibraryImport(Lib)] public static partial nint duckdb_struct_type_child_type(nint type, ulong index);

    [LibraryImport(Lib, StringMarshalling = StringMarshalling.Utf8)] public static partial NativeState duckdb_appender_create(nint connection, string? schema, string table, out nint appender);
    [LibraryImport(Lib)] public static partial nint duckdb_appender_error(nint appender);
    [LibraryImport(Lib)] public static partial NativeState duckdb_appender_clear(nint appender);
    [LibraryImport(Lib)] public static partial NativeState duckdb_appender_close(nint appender);
    [LibraryImport(Lib)] public static partial NativeState duckdb_appender_destroy(ref nint appender);
    [LibraryImport(Lib)] public static partial ulong duckdb_appender_column_count(nint appender);
    [LibraryImport(Lib)] public static partial nint duckdb_appender_column_type(nint appender, ulong column);
    [LibraryImport(Lib)] public static partial NativeState duckdb_append_data_chunk(nint appender, nint chunk);

    /// <summary>Text that DuckDB keeps.</summary>
    public static string? Borrowed(nint text) => Utf8StringMarshaller.ConvertToManaged((byte*)text);

    /// <summary>Text that is ours to free.</summary>
    public static string? Owned(nint text)
    {
        var copy = Borrowed(text);
        duckdb_free(text);
        return copy;
    }
}

"""Names that statements of SQL call and that tell something about who wrote them."""

from goatherd_guard.firewall.sql_tokens import words

# They wait, read files, call out, run programs or give data away in their errors.
_DANGEROUS = words(
    "sleep benchmark pg_sleep pg_sleep_for load_file extractvalue updatexml xmltype httpuritype randomblob "
    "load_extension lo_import lo_export pg_read_file pg_read_binary_file pg_ls_dir pg_stat_file dblink dblink_connect "
    "dblink_exec query_to_xml database_to_xml table_to_xml openrowset opendatasource openquery xp_cmdshell xp_dirtree "
    "xp_fileexist xp_regread sp_oacreate sp_executesql sp_makewebtask fn_xe_file_target_read_file fn_get_audit_file "
    "sys_eval sys_exec name_const gtid_subset gtid_subtract geometrycollection multilinestring multipolygon "
    "wait_for_executed_gtid_set master_pos_wait get_lock readfile writefile fts3_tokenizer"
)
_PACKAGES = ("dbms_", "utl_", "ctxsys.", "ordsys.", "master..", "sys.dbms_", "sys.utl_", "msdb..", "xp_")
_TELLING = words(
    "version database user current_user system_user session_user schema ascii ord substr substring mid char chr unhex "
    "hex concat concat_ws group_concat string_agg length len char_length cast convert count ifnull isnull nvl coalesce "
    "row_count if iif db_name host_name suser_name suser_sname object_id current_database quote rand floor md5 sha1 "
    "make_set elt field strcmp left right lpad instr locate position decode to_char to_number xmlagg xmlelement "
    "json_extract json_value exp conv lower upper power bin sqlite_version typeof glob user_name schema_name bitand "
    "greatest least regexp_like regexp_substring has_dbaccess is_srvrolemember convert_to date_add substring_index "
    "sys_context current_setting json_keys from_base64 to_base64 uuid connection_id last_insert_id inet_server_addr"
)
_UNMISTAKABLE = words("ascii ord substr substring mid unhex hex nvl ifnull coalesce")
_WITHOUT_ARGUMENTS = words("user current_user session_user system_user version current_database sysdate now")


def is_dangerous(name):
    name = name.lower()
    last = name[name.rfind(".") + 1 :]
    return name in _DANGEROUS or name.startswith(_PACKAGES) or last in ("xp_cmdshell", "sp_executesql")


def is_telling(name):
    """Whether a function is one that statements call and prose does not."""
    return name.lower() in _TELLING


def is_plain(name):
    """Whether a telling function is one of ordinary programs as well."""
    return "_" not in name and name.lower() not in _UNMISTAKABLE


def needs_no_arguments(name):
    return name.lower() in _WITHOUT_ARGUMENTS
